// JSON Schemas of the JSON mode, made from the tables of its events and commands.

import { type JsonCommand, jsonCommands } from './json-commands.js';
import { eventShapes } from './json-events.js';
import { type JsonSchema, objectSchema, type Shape, text, word } from './shapes.js';

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const reference: JsonSchema = { type: ['string', 'number'], description: 'comes back in the result' };

/** What comes out, a line. */
export function eventSchema(): JsonSchema {
  const shapes: readonly (readonly [string, Shape])[] = Object.entries(eventShapes);
  const events = shapes
    .filter(([name]) => name !== 'result')
    .map(([name, { fields, what }]) => objectSchema({ event: { const: name } }, fields, what));
  return {
    $schema: dialect,
    title: 'An event of parley chat --json and parley listen --json',
    oneOf: [...events, ...entries().map(success), failure()],
  };
}

/** What goes in, a line. */
export function commandSchema(): JsonSchema {
  return {
    $schema: dialect,
    title: 'A command of parley chat --json',
    oneOf: entries().map(([name, { fields, what }]) =>
      objectSchema({ command: { const: name } }, { ...fields, ref: { schema: reference, isOptional: true } }, what),
    ),
  };
}

function entries(): readonly (readonly [string, JsonCommand])[] {
  return Object.entries(jsonCommands);
}

function success([name, { gives }]: readonly [string, JsonCommand]): JsonSchema {
  const first = { event: { const: 'result' }, command: { const: name } };
  const fields = {
    ref: { schema: reference, isOptional: true },
    ok: { schema: { const: true }, isOptional: false },
    value: { schema: objectSchema({}, gives), isOptional: false },
  };
  return objectSchema(first, fields, `The answer to ${name}.`);
}

function failure(): JsonSchema {
  const fields = {
    command: word,
    ref: { schema: reference, isOptional: true },
    ok: { schema: { const: false }, isOptional: false },
    reason: word,
    message: text,
  };
  return objectSchema({ event: { const: 'result' } }, fields, 'A command that was not done, and why not.');
}
