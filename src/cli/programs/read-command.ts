// A line of the JSON mode's input becomes a command with checked fields, or a sentence that says what is wrong with it.
import { findJsonCommand, type Given, type JsonCommand, jsonCommands } from './json-commands.js';
import type { Field } from './shapes.js';

export type Reference = string | number;

/** `ref` and `name` as far as the line says them, for the answer. */
export interface ReadCommand {
  readonly name: string;
  readonly ref: Reference | undefined;
  readonly command?: JsonCommand;
  readonly given?: Given;
  /** Why it is none. */
  readonly fault?: string;
}

export function readCommand(line: string): ReadCommand {
  const object = parsed(line);
  if (!object) return { name: '', ref: undefined, fault: 'A command is one JSON object on one line.' };
  const { command: name, ref, ...values } = object;
  const reference = typeof ref === 'string' || typeof ref === 'number' ? ref : undefined;
  if (ref !== undefined && reference === undefined) return { name: '', ref: undefined, fault: 'ref is a string or a number.' };
  if (typeof name !== 'string') return { name: '', ref: reference, fault: 'The field command is missing.' };
  const command = findJsonCommand(name);
  if (!command) return { name, ref: reference, fault: `There is no such command. There are: ${Object.keys(jsonCommands).join(', ')}.` };
  const fault = faultOf(command, values);
  return fault === undefined ? { name, ref: reference, command, given: givenOf(values) } : { name, ref: reference, fault };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function faultOf({ fields }: JsonCommand, values: Record<string, unknown>): string | undefined {
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return `There is no field ${unknown}. There are: ${Object.keys(fields).join(', ') || 'none'}.`;
  for (const [key, field] of Object.entries(fields)) {
    const value = values[key];
    if (value === undefined && field.isOptional) continue;
    if (!fits(value, field)) return `The field ${key} is ${wanted(field)}.`;
  }
  return undefined;
}

const isNumber = ({ schema }: Field): boolean => schema['type'] === 'integer';
const wanted = (field: Field): string => (isNumber(field) ? 'a whole number' : 'a string that is not empty');

function fits(value: unknown, field: Field): boolean {
  return isNumber(field) ? Number.isSafeInteger(value) && Number(value) >= 0 : typeof value === 'string' && value.trim() !== '';
}

/** Rooms and names may come with the mark that people put before them. */
function givenOf(values: Record<string, unknown>): Given {
  const textOf = (field: string): string | undefined => {
    const value = values[field];
    if (typeof value !== 'string') return undefined;
    return field === 'room' ? value.replace(/^#/, '') : field === 'name' ? value.replace(/^@/, '') : value;
  };
  return {
    text: (field) => textOf(field) ?? '',
    optionalText: textOf,
    number: (field) => {
      const value = values[field];
      return typeof value === 'number' ? value : undefined;
    },
  };
}
