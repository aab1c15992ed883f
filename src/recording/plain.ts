// Events and contexts as plain JSON (the shapes of format.ts), with what is not to be shown hidden by the policy.
import { escapeText, type Frame } from '../protocol/frame.js';
import type { Plain, RecordingHeader } from './format.js';
import type { Placeholders } from './placeholders.js';
import { fieldNames, headerKey, isText, type Kind, opaqueKeys, payloadKind, secretKeys, type Treatment, treatmentOf } from './policy.js';

/** An actor that something refers to. */
export interface ActorName {
  readonly actor: string;
  readonly id: string;
}

export interface PlainOptions {
  readonly texts: RecordingHeader['texts'];
  readonly placeholders: Pick<Placeholders, 'of'>;
  /** What an actor is called in the recording. */
  readonly nameOf: (ref: object) => ActorName | undefined;
}

/** Something that is not looked into, where a recording is played again: a socket, a message's parcel. */
export class Opaque {
  constructor(readonly kind: string) {}
}

const deepest = 32;

interface Place {
  readonly key: string;
  readonly verb: string | undefined;
  readonly isInFrame?: boolean;
  readonly isSecret: boolean;
  readonly depth: number;
}

/** Makes plain what one recording says. What was seen once, like a machine's settings, is not looked through again. */
export class Plainer {
  readonly #options: PlainOptions;
  readonly #seen = new WeakMap<object, { readonly key: string; readonly plain: Plain }>();

  constructor(options: PlainOptions) {
    this.#options = options;
  }

  /** `key`: what the value is, as the policy knows it. */
  plain(value: unknown, key = ''): Plain {
    return this.#any(value, { key, verb: undefined, isSecret: false, depth: 0 }) ?? null;
  }

  #any(value: unknown, place: Place): Plain | undefined {
    switch (typeof value) {
      case 'string':
        return this.#text(value, place);
      case 'number':
        if (place.isSecret) return this.#options.placeholders.of('secret', String(value));
        return Number.isFinite(value) ? value : { $number: String(value) };
      case 'bigint':
        return { $number: String(value) };
      case 'boolean':
        return value;
      case 'function':
        return { $function: place.key };
      case 'object':
        return value === null ? null : this.#object(value, place);
      default:
        return undefined;
    }
  }

  #object(value: object, place: Place): Plain {
    if (place.depth > deepest) return { $object: 'too deep' };
    if (value instanceof Uint8Array) return this.#bytes(value, place);
    if (value instanceof Opaque) return { $object: value.kind };
    if (opaqueKeys.has(place.key)) return { $object: place.key };
    if (isActor(value)) {
      const { actor = '', id = value.id } = this.#options.nameOf(value) ?? {};
      return { $actor: actor, id };
    }
    const isSeen = !place.isSecret && place.verb === undefined;
    const seen = isSeen ? this.#seen.get(value) : undefined;
    if (seen?.key === place.key) return seen.plain;
    const plain = this.#looked(value, { ...place, depth: place.depth + 1 });
    // Frozen or not, what actors hand around is not changed afterwards; what people's code might change is never that large.
    if (isSeen) this.#seen.set(value, { key: place.key, plain });
    return plain;
  }

  #looked(value: object, place: Place): Plain {
    const one = (each: unknown): Plain => this.#any(each, place) ?? null;
    if (Array.isArray(value)) return value.map(one);
    if (value instanceof Map) return { $map: [...value].map(([key, each]) => [one(key), one(each)]) };
    if (value instanceof Set) return { $set: [...value].map(one) };
    if (value instanceof Date) return { $date: value.toISOString() };
    if (value instanceof Error) return { $error: this.#entries({ ...value, name: value.name, message: value.message }, place) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return { $object: value.constructor.name };
    if (isFrame(value)) return this.#frame(value, place);
    const plain = this.#entries(value, place);
    return Object.keys(plain).some((key) => key.startsWith('$'))
      ? { $entries: Object.entries(plain).map(([k, v]) => [k, v ?? null]) }
      : plain;
  }

  #entries(value: object, place: Place): Record<string, Plain | undefined> {
    const verb = 'verb' in value && typeof value.verb === 'string' ? value.verb : place.verb;
    const plain: Record<string, Plain | undefined> = {};
    for (const [key, each] of Object.entries(value)) {
      const made = this.#any(each, { key, verb, isSecret: place.isSecret || secretKeys.has(key), depth: place.depth });
      if (made !== undefined) plain[key] = made;
    }
    return plain;
  }

  #frame(frame: Frame, place: Place): Plain {
    const { verb, fields, headers, payload } = frame;
    const names = fieldNames(frame);
    const inside = (key: string): Place => ({ ...place, key, verb, isInFrame: true });
    return {
      verb,
      fields: fields.map((field, index) => this.#text(field, inside(names?.[index] ?? 'word'))),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, this.#text(value, inside(names ? headerKey(name) : 'word'))]),
      ),
      payload: this.#bytes(payload, inside('payload')),
    };
  }

  #text(text: string, place: Place): string {
    const treatment = treatmentOf(place.key);
    // Of what stands in a frame, the bytes on the wire.
    const bytes = Buffer.byteLength(place.isInFrame ? escapeText(text) : text);
    if (place.isSecret) return this.#hidden(isOpen(treatment) ? 'secret' : treatment, text, bytes);
    if (treatment === 'shown') return text;
    if (treatment === 'scrubbed') return withoutPaths(text);
    return isText(treatment) && this.#options.texts === 'shown' ? text : this.#hidden(treatment, text, bytes);
  }

  #bytes(bytes: Uint8Array, { verb, key, isSecret }: Place): Plain {
    if (bytes.length === 0) return { $bytes: '' };
    const treatment = treatmentOf(key);
    const kind = key === 'payload' ? payloadKind(verb) : isOpen(treatment) ? 'secret' : treatment;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    if (kind === 'text' && this.#options.texts === 'shown' && !isSecret) return { $utf8: text };
    return { $bytes: this.#hidden(kind, text, bytes.length) };
  }

  /** The size of a message says something about it, so it is hidden too. */
  #hidden(kind: Kind, text: string, bytes: number): string {
    return this.#options.placeholders.of(kind, text, kind === 'text' ? undefined : bytes);
  }
}

function isFrame(value: object): value is Frame {
  return 'verb' in value && 'fields' in value && 'headers' in value && 'payload' in value;
}

function isOpen(treatment: Treatment): treatment is 'shown' | 'scrubbed' {
  return treatment === 'shown' || treatment === 'scrubbed';
}

/** As XState's actors are, without knowing their class. */
function isActor(value: object): value is { readonly id: string } {
  return 'sessionId' in value && 'getSnapshot' in value && 'id' in value && typeof value.id === 'string';
}

/** Sentences of the system name files; those are nobody's business. */
export function withoutPaths(text: string): string {
  return text
    .replace(/(['"`])[^'"`]*[\\/][^'"`]*\1/g, '$1‹path›$1')
    .replace(/(^|[\s(=:])(?:file:\/\/|[A-Za-z]:[\\/]|\\\\|[/~])[^\s'"`)]*[^\s'"`).,:;]/g, '$1‹path›');
}
