// What a command is, and how a line of input becomes one with its arguments.
import type { Session } from '../session.js';

/** What completion offers for an argument. `text` is the rest of the line as it is; the others are one word. */
export type ParameterKind = 'user' | 'room' | 'conversation' | 'command' | 'word' | 'text';

export interface Parameter {
  /** In capitals, as in `Usage:`. */
  readonly name: string;
  readonly kind: ParameterKind;
  /** May be missing; so may then all that follow. */
  readonly isOptional?: boolean;
}

export interface CommandDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly parameters?: readonly Parameter[];
  /** One line for `/help`. */
  readonly help: string;
  /** It asks the registry something: told, or waited for, when that is away. */
  readonly needsRegistry?: boolean;
  /** Gets the arguments in order, the missing ones undefined. */
  readonly run: (session: Session, ...given: (string | undefined)[]) => void | Promise<void>;
}

export interface Command extends CommandDefinition {
  readonly parameters: readonly Parameter[];
  readonly aliases: readonly string[];
  /** `/msg NAME TEXT`. */
  readonly usage: string;
  /** Undefined when a needed argument is missing or there is one too many. */
  parse(rest: string): string[] | undefined;
}

export function command(definition: CommandDefinition): Command {
  const { parameters = [], aliases = [] } = definition;
  const shown = parameters.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name));
  return {
    ...definition,
    parameters,
    aliases,
    usage: [`/${definition.name}`, ...shown].join(' '),
    parse: (rest) => parseArguments(parameters, rest),
  };
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

function parseArguments(parameters: readonly Parameter[], rest: string): string[] | undefined {
  const given: string[] = [];
  let left = rest.trimStart();
  for (const { kind, isOptional } of parameters) {
    if (left === '') return isOptional ? given : undefined;
    const word = kind === 'text' ? left : (/^\S+/u.exec(left)?.[0] ?? '');
    given.push(word);
    left = left.slice(word.length).trimStart();
  }
  return left === '' ? given : undefined;
}
