// Colours and other attributes of a terminal: when there are any, and how they are written.
import * as kleur from 'kleur/colors';

// Whether there is colour is decided by `lookOf` for the output at hand, not by kleur at its import.
kleur.$.enabled = true;

/** What an output can show. */
export interface Look {
  readonly colours: boolean;
  /** Clickable links (OSC 8). */
  readonly links: boolean;
}

export const plainLook: Look = { colours: false, links: false };

type Environment = Readonly<Record<string, string | undefined>>;
type Paint = (text: string) => string;

/** No colour when output is no terminal, a dumb one, or `NO_COLOR` is set to anything (no-color.org). */
export function lookOf(output: { readonly isTTY?: boolean }, env: Environment): Look {
  const isTerminal = output.isTTY === true && env['TERM'] !== 'dumb';
  const colours = isTerminal && !env['NO_COLOR'];
  return { colours, links: isTerminal && takesLinks(env) };
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

/** Ways to write text; those of a look without colours give it back as it is. */
export interface Style {
  readonly look: Look;
  readonly bold: Paint;
  readonly underline: Paint;
  readonly italic: Paint;
  readonly dim: Paint;
  /** The colour of a person, the same wherever and whenever the name is shown. */
  person(name: string): Paint;
  link(url: string, text: string): string;
}

const asItIs: Paint = (text) => text;
const personColours: readonly Paint[] = [
  kleur.red,
  kleur.green,
  kleur.yellow,
  kleur.blue,
  kleur.magenta,
  kleur.cyan,
  (text) => kleur.bold(kleur.red(text)),
  (text) => kleur.bold(kleur.green(text)),
  (text) => kleur.bold(kleur.yellow(text)),
  (text) => kleur.bold(kleur.blue(text)),
  (text) => kleur.bold(kleur.magenta(text)),
  (text) => kleur.bold(kleur.cyan(text)),
];

export function styleFor(look: Look): Style {
  const only = (paint: Paint): Paint => (look.colours ? paint : asItIs);
  return {
    look,
    bold: only(kleur.bold),
    underline: only(kleur.underline),
    italic: only(kleur.italic),
    dim: only(kleur.dim),
    person: (name) => only(personColours[hash(name.toLowerCase()) % personColours.length] ?? asItIs),
    link: (url, text) => (look.links ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}

/** FNV-1a, 32 bits: the same on every machine and in every version. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
