// What an object of the JSON mode consists of: fields in a fixed order, and the JSON Schema that says so.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonSchema = { readonly [keyword: string]: Json };

export interface Field {
  readonly schema: JsonSchema;
  readonly isOptional: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

export interface Shape {
  /** One sentence, for the schema and the pages. */
  readonly what: string;
  readonly fields: Fields;
}

const field = (schema: JsonSchema): Field => ({ schema, isOptional: false });
const described = (type: string, description: string): Field => field({ type, description });

export const optional = ({ schema }: Field): Field => ({ schema, isOptional: true });
export const listOf = ({ schema }: Field): Field => field({ type: 'array', items: schema });
export const objectOf = (fields: Fields): Field => field(objectSchema({}, fields));
export const oneOf = (...words: readonly string[]): Field => field({ enum: words });

export const flag: Field = field({ type: 'boolean' });
export const text: Field = described('string', 'as it was written; every control and formatting character is escaped');
export const word: Field = field({ type: 'string' });
export const name: Field = described('string', 'a user');
export const room: Field = described('string', 'a room, without its #');
export const conversation: Field = described('string', 'NAME, or #ROOM');
export const id: Field = described('string', 'of a message; a UUID');
export const time: Field = described('integer', 'ms since 1970');
export const count: Field = field({ type: 'integer', minimum: 0 });

/** An object of just these fields; `first` are those that say what it is. */
export function objectSchema(first: Readonly<Record<string, JsonSchema>>, fields: Fields, description?: string): JsonSchema {
  const properties = { ...first, ...Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema])) };
  const required = [...Object.keys(first), ...Object.keys(fields).filter((key) => !fields[key]?.isOptional)];
  return { type: 'object', ...(description === undefined ? {} : { description }), properties, required, additionalProperties: false };
}

/** The values in the order of the fields; what is undefined is left out. */
export function inOrder(fields: Fields, values: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const ordered: Record<string, Json> = {};
  for (const key of Object.keys(fields)) {
    const value = values[key];
    if (value !== undefined) ordered[key] = value;
  }
  return ordered;
}

/** One line of JSON that nothing in it can make act on a terminal. */
export function jsonLine(value: Json): string {
  const escaped = (character: string) =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
  return `${JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped)}\n`;
}
