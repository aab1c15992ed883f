// What a command is, and how a line of input becomes one with its arguments. Help, completion, the shells' completion, the man
// page and the README's table are all made of this.
import type { Session } from '../session.js';
import type { Say, TextKey } from '../texts/catalogue.js';
import { english, isTextKey } from '../texts/texts.js';

/**
 * What an argument is. `target` is a person or a `#room`, `name` a new name that is nowhere listed, `secret` a password (never
 * remembered), `word` anything without a blank. `text` and `secret` that come last are the rest of the line as it is; all else is
 * one word.
 */
export type ArgumentKind = 'name' | 'room' | 'person' | 'target' | 'text' | 'number' | 'choice' | 'command' | 'secret' | 'word';

export interface Argument {
  /** In capitals, as in `Usage:`. */
  readonly name: string;
  readonly kind: ArgumentKind;
  /** May be missing; so may then all that follow. */
  readonly isOptional?: boolean;
  /** Of a `choice`: every word that it may be. */
  readonly choices?: readonly string[];
  /** What it may be after the arguments before it, for completion. */
  readonly choicesAfter?: (...before: readonly string[]) => readonly string[];
}

export interface CommandDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly arguments?: readonly Argument[];
  /** One line for `/help`, in English, where the catalogues have none under `help.NAME`. */
  readonly help?: string;
  /** It asks the registry something: told, or waited for, when that is away. */
  readonly needsRegistry?: boolean;
  /** Gets the arguments in order, the missing ones undefined. */
  readonly run: (session: Session, ...given: (string | undefined)[]) => void | Promise<void>;
}

export interface Command extends CommandDefinition {
  readonly arguments: readonly Argument[];
  readonly aliases: readonly string[];
  /** One line, in English. */
  readonly help: string;
  /** `/msg NAME TEXT`. */
  readonly usage: string;
  /** Undefined when a needed argument is missing or there is one too many. */
  parse(rest: string): string[] | undefined;
}

export function command(definition: CommandDefinition): Command {
  const { arguments: wanted = [], aliases = [] } = definition;
  const shown = wanted.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name));
  return {
    ...definition,
    arguments: wanted,
    aliases,
    help: helpOf(definition, english),
    usage: [`/${definition.name}`, ...shown].join(' '),
    parse: (rest) => parseArguments(wanted, rest),
  };
}

/** What it does, in one line. */
export function helpOf({ help = '', name }: Pick<CommandDefinition, 'help' | 'name'>, say: Say): string {
  const key = `help.${name}`;
  return isHelpKey(key) ? say(key) : help;
}

type HelpKey = Extract<TextKey, `help.${string}`>;

function isHelpKey(key: string): key is HelpKey {
  return key.startsWith('help.') && isTextKey(key);
}

export type Input =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string };

/** `/name rest` is a command, `//text` is the text `/text`, a blank line is nothing, all else is text. */
export function parseInput(line: string): Input {
  if (line.trim() === '') return { kind: 'nothing' };
  if (line.startsWith('//')) return { kind: 'text', text: line.slice(1) };
  const found = /^\/(\S*)\s*(.*)$/su.exec(line);
  if (!found) return { kind: 'text', text: line };
  return { kind: 'command', name: (found[1] ?? '').toLowerCase(), rest: (found[2] ?? '').trimEnd() };
}

/** Whether this argument is all that is left of the line. */
export function takesRest(wanted: readonly Argument[], index: number): boolean {
  const kind = wanted[index]?.kind;
  return kind === 'text' || (kind === 'secret' && index === wanted.length - 1);
}

function parseArguments(wanted: readonly Argument[], rest: string): string[] | undefined {
  const given: string[] = [];
  let left = rest.trimStart();
  for (const [index, { isOptional }] of wanted.entries()) {
    if (left === '') return isOptional ? given : undefined;
    const word = takesRest(wanted, index) ? left : (/^\S+/u.exec(left)?.[0] ?? '');
    given.push(word);
    left = left.slice(word.length).trimStart();
  }
  return left === '' ? given : undefined;
}
