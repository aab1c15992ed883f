// Colours and other attributes of a terminal: when there are any, and how they are written.
import * as kleur from 'kleur/colors';
import { type Background, type Depth, inks } from './screen/palette.js';

// Whether there is colour is decided by `lookOf` for the output at hand, not by kleur at its import.
kleur.$.enabled = true;

/** What an output can show. */
export interface Look {
  readonly depth: Depth;
  readonly background: Background;
  /** Bold, underlined, italic, reversed: these are no colours, and stay under `NO_COLOR`. */
  readonly attributes: boolean;
  /** Clickable links (OSC 8). */
  readonly links: boolean;
}

/** What the settings say; what is left out is found out. */
export interface LookWishes {
  readonly depth?: Depth | undefined;
  readonly background?: Background | undefined;
  /** False: never clickable. */
  readonly links?: boolean | undefined;
}

export const plainLook: Look = { depth: 0, background: 'unknown', attributes: false, links: false };

type Environment = Readonly<Record<string, string | undefined>>;
export type Paint = (text: string) => string;

/** Nothing when output is no terminal or a dumb one; no colour when `NO_COLOR` is set to anything (no-color.org). */
export function lookOf(output: { readonly isTTY?: boolean }, env: Environment, wishes: LookWishes = {}): Look {
  const isTerminal = output.isTTY === true && env['TERM'] !== 'dumb';
  return {
    depth: wishes.depth ?? depthOf(isTerminal, env),
    background: wishes.background ?? backgroundOf(env),
    attributes: isTerminal || (forcedDepth(env) ?? 0) > 0,
    links: isTerminal && wishes.links !== false && takesLinks(env),
  };
}

function depthOf(isTerminal: boolean, env: Environment): Depth {
  const forced = forcedDepth(env);
  if (forced !== undefined) return forced;
  if (!isTerminal || env['NO_COLOR']) return 0;
  return knownDepth(env);
}

/** `FORCE_COLOR` goes before everything else, as in other programs of Node: 0 to 3, or anything for what there is. */
function forcedDepth(env: Environment): Depth | undefined {
  const wish = env['FORCE_COLOR'];
  if (wish === undefined) return undefined;
  if (/^(0|false)$/i.test(wish)) return 0;
  return wish === '1' ? 4 : wish === '2' ? 8 : wish === '3' ? 24 : knownDepth(env);
}

function knownDepth(env: Environment): Depth {
  const term = env['TERM'] ?? '';
  if (/^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') || /-direct$|^(xterm-kitty|xterm-ghostty|foot)/.test(term)) return 24;
  if (env['WT_SESSION'] || /^(iTerm\.app|WezTerm|vscode|ghostty|Hyper|rio)$/.test(env['TERM_PROGRAM'] ?? '')) return 24;
  return /-256(color)?$/.test(term) || env['TERM_PROGRAM'] === 'Apple_Terminal' ? 8 : 4;
}

/** `COLORFGBG` is `foreground;background`, numbers of the 16 colours; some put a word between them. */
function backgroundOf(env: Environment): Background {
  const code = /;(\d{1,2})$/.exec(env['COLORFGBG'] ?? '')?.[1];
  if (code === undefined) return 'unknown';
  return code === '7' || Number(code) > 8 ? 'light' : 'dark';
}

/** The variables by which terminals that know OSC 8 make themselves known. */
function takesLinks(env: Environment): boolean {
  const version = Number.parseFloat(env['TERM_PROGRAM_VERSION'] ?? '');
  if (env['TERM_PROGRAM'] === 'tmux') return version >= 3.4;
  if (env['TMUX'] || env['STY'] || env['TERM']?.startsWith('screen')) return false;
  if (/^(iTerm\.app|WezTerm|vscode|ghostty|Hyper|rio|Tabby)$/.test(env['TERM_PROGRAM'] ?? '')) return true;
  if (env['WT_SESSION'] || env['KITTY_WINDOW_ID'] || env['KONSOLE_VERSION'] || env['DOMTERM']) return true;
  if (/^(xterm-kitty|xterm-ghostty|alacritty|foot)/.test(env['TERM'] ?? '')) return true;
  return Number(env['VTE_VERSION'] ?? 0) >= 5000;
}

/** Ways to write text; those that a look does not have give it back as it is. */
export interface Style {
  readonly look: Look;
  readonly bold: Paint;
  readonly underline: Paint;
  readonly italic: Paint;
  readonly inverse: Paint;
  /** What a program or a machine reads. */
  readonly code: Paint;
  /** What is less important; a colour, as it is harder to read. */
  readonly dim: Paint;
  /** The colour of a person, the same wherever and whenever the name is shown. */
  person(name: string): Paint;
  /** Pieces of one link have one `id`, so that they are pointed at together. */
  link(url: string, text: string, id?: string): string;
}

const asItIs: Paint = (text) => text;
/** A colour that kleur does not know. */
const coloured =
  (sgr: string): Paint =>
  (text) =>
    `\u001b[${sgr}m${text}\u001b[39m`;

export function styleFor(look: Look): Style {
  const only = (isThere: boolean, paint: Paint): Paint => (isThere ? paint : asItIs);
  const people = peoplesPaints(look);
  return {
    look,
    bold: only(look.attributes, kleur.bold),
    underline: only(look.attributes, kleur.underline),
    italic: only(look.attributes, kleur.italic),
    inverse: only(look.attributes, kleur.inverse),
    code: only(look.depth > 0, look.background === 'dark' ? kleur.cyan : kleur.magenta),
    dim: only(look.depth > 0, kleur.dim),
    person: (name) => people[hash(name.toLowerCase()) % people.length] ?? asItIs,
    link: (url, text, id) => (look.links ? `\u001b]8;${id === undefined ? '' : `id=${id}`};${url}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}

/** Each colour, and where there are few of them, each in bold as well. */
function peoplesPaints({ depth, background, attributes }: Look): readonly Paint[] {
  if (depth === 0) return [attributes ? kleur.bold : asItIs];
  const colours = inks(depth, background).map(({ sgr }) => coloured(sgr));
  return depth > 4
    ? colours
    : [
        ...colours,
        ...colours.map(
          (paint): Paint =>
            (text) =>
              kleur.bold(paint(text)),
        ),
      ];
}

/** FNV-1a, 32 bits: the same on every machine and in every version. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
