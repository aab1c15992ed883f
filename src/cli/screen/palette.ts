// The colours of people's names: as many as a terminal has, chosen by computed contrast (WCAG 2) so that each can be read on
// the background there is, or on black and on white where that is not known.

export type Rgb = readonly [red: number, green: number, blue: number];
export type Background = 'light' | 'dark' | 'unknown';
/** 0: none; 4, 8, 24: 16 colours, 256, true colour. */
export type Depth = 0 | 4 | 8 | 24;

/** One colour: what selects it (SGR), and what it is; of 16 colours, what it is in xterm. */
export interface Ink {
  readonly sgr: string;
  readonly rgb: Rgb;
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
const backgrounds: Readonly<Record<Background, readonly Rgb[]>> = { dark: [black], light: [white], unknown: [black, white] };

/** The least contrast of a name: what there is on both black and white is at most 4.58. */
export const leastContrast: Readonly<Record<Exclude<Depth, 0>, Readonly<Record<Background, number>>>> = {
  4: { dark: 4.5, light: 4.5, unknown: 3 },
  8: { dark: 5, light: 4.5, unknown: 4 },
  24: { dark: 5, light: 5, unknown: 4.4 },
};

/** Greys say nothing about who it is. */
const leastChroma = 80;
const hues = 20;
/** What true colours are as bright as; 0.179 is as far from black as from white. */
const luminances: Readonly<Record<Background, number>> = { dark: 0.42, light: 0.12, unknown: 0.179 };

/** All that can be read there, in a fixed order. */
export function inks(depth: Exclude<Depth, 0>, background: Background): readonly Ink[] {
  const all = depth === 24 ? trueColours(background) : depth === 8 ? cube() : sixteen;
  const least = leastContrast[depth][background];
  return all.filter(({ rgb }) => chroma(rgb) >= leastChroma && backgrounds[background].every((other) => contrast(rgb, other) >= least));
}

/** From 1, none, to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function chroma(rgb: Rgb): number {
  return Math.max(...rgb) - Math.min(...rgb);
}

const ink16 = (code: number, ...rgb: Rgb): Ink => ({ sgr: String(code), rgb });
const sixteen: readonly Ink[] = [
  ink16(31, 205, 0, 0),
  ink16(32, 0, 205, 0),
  ink16(33, 205, 205, 0),
  ink16(34, 0, 0, 238),
  ink16(35, 205, 0, 205),
  ink16(36, 0, 205, 205),
  ink16(91, 255, 0, 0),
  ink16(92, 0, 255, 0),
  ink16(93, 255, 255, 0),
  ink16(94, 92, 92, 255),
  ink16(95, 255, 0, 255),
  ink16(96, 0, 255, 255),
];

/** The 216 colours that are the same in every terminal with 256. */
function cube(): Ink[] {
  const steps = [0, 95, 135, 175, 215, 255];
  return steps.flatMap((red, r) =>
    steps.flatMap((green, g) => steps.map((blue, b): Ink => ({ sgr: `38;5;${16 + 36 * r + 6 * g + b}`, rgb: [red, green, blue] }))),
  );
}

/** Hues around the circle, all of one luminance. */
function trueColours(background: Background): Ink[] {
  return Array.from({ length: hues }, (_, index) => {
    const rgb = ofLuminance((index * 360) / hues, luminances[background]);
    return { sgr: `38;2;${rgb.join(';')}`, rgb };
  });
}

function ofLuminance(hue: number, wanted: number): Rgb {
  let [low, high] = [0, 1];
  for (let step = 0; step < 16; step++) {
    const middle = (low + high) / 2;
    if (luminance(fromHsl(hue, 0.75, middle)) < wanted) low = middle;
    else high = middle;
  }
  return fromHsl(hue, 0.75, low);
}

function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const place = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
