// A screen of the emulator as an SVG: a window with its cells, every run of text held to the width of its cells.
import type { IBuffer, IBufferCell } from '@xterm/headless';

export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly frame: string;
  readonly title: string;
  /** The 16 colours. */
  readonly palette: readonly string[];
}

export const dark: Theme = {
  background: '#16181d',
  foreground: '#d8dbe2',
  frame: '#2a2e37',
  title: '#9aa1ae',
  palette:
    '#16181d #e06c75 #98c379 #d19a66 #61afef #c678dd #56b6c2 #abb2bf #5c6370 #ff7b86 #b5e890 #e5c07b #7cc4ff #de95f0 #7fdbe6 #ffffff'.split(
      ' ',
    ),
};

export const light: Theme = {
  background: '#ffffff',
  foreground: '#24292f',
  frame: '#e6e9ed',
  title: '#57606a',
  palette:
    '#24292f #b3202c #1a7f37 #8a5a00 #0550ae #8250df #0f6f7d #6e7781 #57606a #cf222e #116329 #9a6700 #0969da #a475f9 #1b7c83 #8c959f'.split(
      ' ',
    ),
};

const cell = { width: 8.4, height: 19 };
const margin = 14;
const bar = 32;
const font = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

export interface Picture {
  readonly buffer: IBuffer;
  readonly columns: number;
  readonly lines: number;
  readonly theme: Theme;
  readonly title: string;
}

export function svgOf({ buffer, columns, lines, theme, title }: Picture): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(lines * cell.height + bar + 2 * margin);
  const rows = Array.from({ length: lines }, (_, row) => rowOf(buffer, row, columns, theme)).join('');
  const cursor = cursorOf(buffer, theme);
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${20 + index * 20}" cy="16" r="6" fill="${fill}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="9" fill="${theme.background}" stroke="${theme.frame}"/>
<path d="M0 9a9 9 0 0 1 9-9h${width - 18}a9 9 0 0 1 9 9v${bar - 9}H0z" fill="${theme.frame}"/>
${lights.join('')}
<text x="${width / 2}" y="21" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" fill="${theme.title}">${escaped(title)}</text>
<g font-family="${font}" font-size="14" xml:space="preserve" fill="${theme.foreground}">
${rows}${cursor}</g>
</svg>
`;
}

interface Run {
  readonly from: number;
  readonly look: string;
  readonly isInverse: boolean;
  text: string;
  cells: number;
}

function rowOf(buffer: IBuffer, row: number, columns: number, theme: Theme): string {
  const line = buffer.getLine(buffer.baseY + row);
  const runs: Run[] = [];
  const isBidirectional = rightToLeft.test(line?.translateToString() ?? '');
  for (let column = 0; line && column < columns; column++) {
    const at = line.getCell(column);
    const cells = at?.getWidth() ?? 0;
    if (!at || cells === 0) continue;
    const text = at.getChars() || ' ';
    const look = lookOf(at, theme);
    const last = runs.at(-1);
    if (last && last.look === look && (isBidirectional || goesOn(last.text, text))) {
      last.text += text;
      last.cells += cells;
    } else {
      runs.push({ from: column, look, isInverse: at.isInverse() !== 0, text, cells });
    }
  }
  if (isBidirectional) return bidirectionalRow(runs, row);
  return runs
    .map((run) => (run.isInverse ? run : withoutBlanks(run)))
    .filter((run) => run.text !== '')
    .map((run) => runOf(run, row, theme))
    .join('');
}

/** Blanks at its end are not drawn: their width would be given to the rest. */
function withoutBlanks(run: Run): Run {
  const text = run.text.trimEnd();
  return { ...run, text, cells: run.cells - (run.text.length - text.length) };
}

/** In one text, whose parts whoever shows it puts into their order, as a terminal does that knows right-to-left. */
function bidirectionalRow(runs: readonly Run[], row: number): string {
  const y = round(bar + margin + row * cell.height + 14);
  const parts = runs.map(({ isInverse, look, text }) => {
    const shown = isInverse ? ' font-weight="bold" text-decoration="underline"' : look;
    return `<tspan${shown}>${escaped(text, true)}</tspan>`;
  });
  return `<text x="${margin}" y="${y}" direction="ltr">${parts.join('').trimEnd()}</text>\n`;
}

/** ASCII, and what runs from right to left, whose letters join. All else stands alone: fonts disagree about its width. */
function goesOn(before: string, text: string): boolean {
  const isRightToLeft = rightToLeft.test(before);
  return isRightToLeft ? rightToLeft.test(text) || text === ' ' : /^[ -~]*$/.test(before) && /^[ -~]$/.test(text);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

function runOf({ from, look, isInverse, text, cells }: Run, row: number, theme: Theme): string {
  const x = round(margin + from * cell.width);
  const y = bar + margin + row * cell.height;
  const width = round(cells * cell.width);
  const ground = isInverse ? `<rect x="${x}" y="${round(y)}" width="${width}" height="${cell.height}" fill="${theme.foreground}"/>` : '';
  return `${ground}<text x="${x}" y="${round(y + 14)}" textLength="${width}" lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</text>\n`;
}

function cursorOf({ cursorX, cursorY }: IBuffer, theme: Theme): string {
  const x = round(margin + cursorX * cell.width);
  return `<rect x="${x}" y="${bar + margin + cursorY * cell.height + 1}" width="${cell.width}" height="${cell.height - 2}" fill="${theme.foreground}" opacity="0.6"/>\n`;
}

function lookOf(at: IBufferCell, theme: Theme): string {
  const fill = at.isInverse() ? theme.background : colourOf(at, theme);
  return [
    fill === undefined ? '' : ` fill="${fill}"`,
    at.isDim() ? ' opacity="0.65"' : '',
    at.isBold() ? ' font-weight="bold"' : '',
    at.isItalic() ? ' font-style="italic"' : '',
    at.isUnderline() ? ' text-decoration="underline"' : '',
  ].join('');
}

function colourOf(at: IBufferCell, theme: Theme): string | undefined {
  const colour = at.getFgColor();
  if (at.isFgRGB()) return `#${colour.toString(16).padStart(6, '0')}`;
  if (!at.isFgPalette()) return undefined;
  if (colour < 16) return theme.palette[colour];
  if (colour >= 232) return `#${(8 + 10 * (colour - 232)).toString(16).padStart(2, '0').repeat(3)}`;
  const steps = [0, 95, 135, 175, 215, 255];
  const place = colour - 16;
  return `#${[Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => (steps[step] ?? 0).toString(16).padStart(2, '0')).join('')}`;
}

/** Isolates are for terminals: where every run has its own place they are of no use. */
function escaped(text: string, keepsIsolates = false): string {
  return (keepsIsolates ? text : text.replace(/[\u2066-\u2069]/gu, ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
