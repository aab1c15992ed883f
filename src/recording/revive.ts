// Recorded values as the values that machines work with: what they were where that is known, stand-ins of the same kind where it
// was hidden or belongs to the world.
import { type AnyActorRef, type AnyActorScope, createActor, fromCallback } from 'xstate';
import type { Plain } from './format.js';
import { stand } from './placeholders.js';
import { Opaque } from './plain.js';

/** What stands for the actors and functions that a recording names. */
export interface Surroundings {
  /** The same reference for the same actor. */
  actor(actor: string, id: string): AnyActorRef;
  /** Answers as the world did when it was recorded. */
  ask(name: string): unknown;
}

/** An actor that does nothing, and is never started. */
export function standInActor(id: string): AnyActorRef {
  return createActor(inertLogic, { id });
}

/** What a machine's children are while it is replayed: only what was recorded of them counts. */
export const inertLogic = fromCallback(() => {});

/**
 * Where a machine's transitions are computed without an actor that runs, as XState's own `transition` does it; that one has no
 * parent, though, and machines tell theirs things.
 */
export function inertScope(id: string): AnyActorScope {
  const self = createActor(inertLogic, { id, parent: standInActor('parent') });
  const nothing = () => {};
  return {
    self,
    id,
    sessionId: self.sessionId,
    system: self.system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
}

export function revive(plain: Plain | undefined, surroundings: Surroundings): unknown {
  if (typeof plain === 'string') return stand(plain) ?? plain;
  if (typeof plain !== 'object' || plain === null) return plain;
  const inside = (each: Plain | undefined): unknown => revive(each, surroundings);
  if (isList(plain)) return plain.map(inside);
  const [[key, value] = [], ...more] = Object.entries(plain);
  if (key?.startsWith('$')) return special(key, value, plain, inside, surroundings);
  return Object.fromEntries([...(key === undefined ? [] : [[key, inside(value)]]), ...more.map(([name, each]) => [name, inside(each)])]);
}

function special(
  key: string,
  value: Plain | undefined,
  whole: Readonly<Record<string, Plain | undefined>>,
  inside: (each: Plain | undefined) => unknown,
  surroundings: Surroundings,
): unknown {
  switch (key) {
    case '$bytes':
      return Buffer.from(stand(String(value)) ?? String(value), 'utf8');
    case '$utf8':
      return Buffer.from(String(value), 'utf8');
    case '$actor':
      return surroundings.actor(String(value), String(whole['id'] ?? value));
    case '$function':
      return () => surroundings.ask(String(value));
    case '$map':
      return new Map(pairs(value, inside));
    case '$set':
      return new Set(isList(value) ? value.map(inside) : []);
    case '$number':
      return /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : Number(value);
    case '$date':
      return new Date(String(value));
    case '$error':
      return revivedError(inside(value));
    case '$entries':
      return Object.fromEntries(pairs(value, inside));
    default:
      return new Opaque(String(value));
  }
}

function pairs(value: Plain | undefined, inside: (each: Plain | undefined) => unknown): [string, unknown][] {
  if (!isList(value)) return [];
  return value.map((pair) => {
    const [key, each] = isList(pair) ? pair : [];
    return [String(inside(key)), inside(each)];
  });
}

function revivedError(value: unknown): Error {
  const given: object = typeof value === 'object' && value !== null ? value : {};
  return Object.assign(new Error(), given);
}

function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}
