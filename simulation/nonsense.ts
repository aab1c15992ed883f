// Frames that are well-formed and make no sense: the right verbs with values of the kinds that they need, true for somebody else,
// at another time, or at the edge of what there is; and now and then with a value of another kind, one too many or one too few.
import { escapeText, type Frame, frame } from '../src/protocol/frame.js';
import type { Definition } from '../src/protocol/messages.js';
import { reasonTokens } from '../src/protocol/reasons.js';
import type { BroadcastParts } from '../src/security/broadcast-signature.js';
import { wirePassword } from '../src/security/passwords.js';
import type { Chance } from './chance.js';
import type { Hearsay } from './hearsay.js';

const reasons: readonly string[] = Object.values(reasonTokens).flat();
/** What tells how much there is of something. */
const edges = [0, 1, 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER] as const;
/** Seconds: none, some, an hour, months, more than a timer takes, for ever. */
const waits = [0, 1, 3, 30, 3600, 7_776_000, 2 ** 31, Number.MAX_SAFE_INTEGER] as const;
const oddities = ['', ' ', '%', '<>', '0', '-1', '1.5', 'é\u202e', '9'.repeat(20), 'x'.repeat(300)] as const;
/** Rooms that users make, and one that nobody does. */
const likelyRooms = ['lobby', 'garden', 'attic', 'nowhere'] as const;
/** Frames of one attack at most. */
const most = 25;
/** Of frames that have something of the wrong kind, and of the values in such a one. */
const wrong = { frames: 0.2, values: 0.25 } as const;
/** Of headers that may be missing, and of those that have been heard, which are said again. */
const given = { optional: 0.5, heard: 0.3 } as const;

/** Of names and rooms that could be true. */
const mostly = 0.8;

type Kinds = Definition['fields'];

export interface NonsenseOptions {
  readonly chance: Chance;
  /** Who is spoken to. */
  readonly to: string;
  readonly hearsay: Hearsay;
  /** The request for a certificate of a user's key. */
  readonly requestOf: (name: string) => string;
  readonly sign: (parts: BroadcastParts) => string;
}

export class Nonsense {
  readonly chance: Chance;
  readonly #hearsay: Hearsay;
  readonly #options: NonsenseOptions;
  /** The one that most of this attack is about. */
  readonly #room: { readonly name: string; readonly roomId: string } | undefined;

  constructor(options: NonsenseOptions) {
    this.chance = options.chance;
    this.#hearsay = options.hearsay;
    this.#options = options;
    const rooms = this.#hearsay.rumours.rooms();
    this.#room = rooms.length > 0 ? this.chance.pick(rooms) : undefined;
  }

  /** Whose key is shown at a login: mostly the own one. */
  get whose(): string {
    const { name, victims } = this.#hearsay.rumours;
    return this.chance.happens(0.8) ? name : this.chance.pick(victims);
  }

  /** At least one: mostly of one table. */
  frames(likely: Readonly<Record<string, Definition>>, unlikely: Readonly<Record<string, Definition>>): readonly Frame[] {
    return Array.from({ length: 1 + this.chance.below(most) }, () => {
      const table = this.chance.happens(0.9) ? likely : unlikely;
      const [verb, definition] = this.chance.pick(Object.entries(table));
      return this.#frame(verb, definition);
    });
  }

  #frame(verb: string, { fields, headers, statuses }: Definition): Frame {
    const { chance } = this;
    const odds = chance.happens(wrong.frames) ? wrong.values : 0;
    const [status, code] = statuses ? chance.pick(Object.entries(statuses)) : [];
    const words = status === undefined ? [] : [status, String(code)];
    for (const name of Object.keys(fields)) words.push(this.#value(name, odds, fields));
    if (chance.happens(odds)) words.push(chance.pick(words.length > 0 ? words : oddities));
    const values: Record<string, string> = {};
    for (const [name, { optional }] of Object.entries(headers)) {
      if (chance.happens(optional ? given.optional : 1 - odds)) values[spelled(name)] = this.#header(name, odds, headers);
    }
    if (chance.happens(0.9)) values['request-id'] = this.#value('requestId', odds, headers);
    const payload = this.#payload(verb);
    if (verb === 'DIRECT_BROADCAST' && chance.happens(0.5)) values['signature'] = this.#signature(words, values, payload);
    return frame(verb, words, values, payload);
  }

  #header(name: string, odds: number, kinds: Kinds): string {
    const heard = this.#hearsay.heard(spelled(name));
    return heard.length > 0 && this.chance.happens(given.heard) ? this.chance.pick(heard) : this.#value(name, odds, kinds);
  }

  #value(name: string, odds: number, kinds: Kinds): string {
    const { chance } = this;
    if (!chance.happens(odds)) return this.#right(name);
    return chance.happens(0.5) ? chance.pick(oddities) : this.#right(chance.pick(['room', 'sentAt', ...Object.keys(kinds)]));
  }

  /** Of the kind that it needs. */
  #right(name: string): string {
    const { chance } = this;
    const hearsay = this.#hearsay;
    const { rumours } = hearsay;
    const { to } = this.#options;
    const rooms = rumours.rooms();
    switch (name) {
      case 'messageId': {
        const ids = rumours.messageIds();
        return ids.length > 0 && chance.happens(0.4) ? chance.pick(ids) : uuid(chance);
      }
      case 'stream':
        return chance.happens(0.8) ? chance.pick(hearsay.streams) : chance.bytes(8).toString('hex');
      case 'roomId':
        if (this.#room && chance.happens(mostly)) return this.#room.roomId;
        return rooms.length > 0 && chance.happens(0.9) ? chance.pick(rooms).roomId : chance.bytes(8).toString('hex');
      case 'seq':
      case 'counter':
        return String(chance.happens(0.85) ? hearsay.nextSeq(chance) : Math.max(1, chance.pick(edges)));
      case 'retryAfter':
        return String(chance.pick(waits));
      case 'requestId':
        return chance.happens(0.9) ? String(chance.below(12)) : String(chance.pick(edges));
      case 'capacity':
        return String(chance.happens(0.7) ? 2 + chance.below(6) : chance.pick(edges));
      case 'port':
      case 'peerPort':
      case 'keepAlivePort':
        return String(chance.happens(0.8) ? 1 + chance.below(65_535) : chance.pick([1, 65_535]));
      case 'timeout':
      case 'keepAliveTimeout':
        return String(chance.pick([1, 10, 10, 10, 30, 86_400]));
      case 'maxPayload':
        return String(Math.max(1, chance.pick(edges)));
      case 'protocol':
        return chance.pick(['1', '1', '2']);
      case 'sentAt':
        return hearsay.instant(chance);
      case 'signature':
        return chance.bytes(64).toString('base64url');
      case 'mac':
      case 'keepAliveKey':
      case 'session':
      case 'next':
      case 'from':
        return chance.bytes(32).toString('base64url');
      case 'resume':
        return hearsay.heard('session').at(-1) ?? chance.bytes(32).toString('base64url');
      case 'authorCertificate':
        return chance.bytes(400).toString('base64url');
      case 'hashedPassword':
        return wirePassword(chance.pick(rumours.victims), 'a guess');
      case 'roomPassword':
        return chance.happens(0.8) ? '' : wirePassword('lobby', 'a guess');
      case 'sender':
      case 'forwardedBy':
        return chance.happens(mostly) ? rumours.name : chance.pick(rumours.victims);
      case 'recipient':
        return chance.happens(mostly) ? to : chance.pick(rumours.victims);
      case 'room':
        if (this.#room && chance.happens(mostly)) return this.#room.name;
        return chance.pick([...rooms.map((room) => room.name), ...likelyRooms]);
      case 'rooms':
      case 'locked':
      case 'detailOrRoom': {
        const names = [...rooms.map((room) => room.name), ...likelyRooms];
        return chance.pick(name === 'detailOrRoom' ? [...names, 'DETAILED', 'PARTIAL'] : names);
      }
      case 'increment':
        return 'increment';
      case 'detail':
        return chance.pick(['DETAILED', 'PARTIAL']);
      case 'reason':
        return chance.pick(reasons);
      case 'ip':
      case 'peerHost':
        return chance.pick([`10.1.0.${1 + chance.below(9)}`, '10.0.0.66', '127.0.0.1', '0.0.0.0', '::1', 'fe80::1']);
      case 'description':
      case 'agent':
        return hearsay.nextText();
      default:
        return chance.happens(0.5) ? rumours.name : chance.pick(rumours.victims);
    }
  }

  #payload(verb: string): string {
    const { chance } = this;
    if (/^(LOGIN|RENEW)$/.test(verb)) return this.#options.requestOf(this.whose);
    if (/^HISTORY_|^JOIN$|_LIST$/.test(verb)) return this.#lines();
    if (!/^DIRECT_/.test(verb)) return chance.happens(0.2) ? this.#hearsay.nextText() : '';
    return chance.happens(0.9) ? this.#hearsay.nextText() : chance.pick(['', '\u0000\u0007', ' ', 'x'.repeat(40_000)]);
  }

  /** As of a summary, of streams that there are, and are not. */
  #lines(): string {
    const lines = Array.from({ length: this.chance.below(5) }, () => {
      const through = this.chance.pick(edges);
      return `<${escapeText(this.#right('author'))}> <${this.#right('stream')}> <${through}>\n`;
    });
    return lines.join('');
  }

  #signature([author = '']: readonly string[], values: Readonly<Record<string, string>>, text: string): string {
    const value = (name: string) => values[name] ?? '';
    const [roomId, stream, seq] = [value('room-id'), value('stream'), Number(value('seq'))];
    return this.#options.sign({ author, roomId, stream, seq, messageId: value('message-id'), sentAt: value('sent-at'), text });
  }
}

/** `retryAfter`: `retry-after` */
function spelled(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function uuid(chance: Chance): string {
  const hex = chance.bytes(10).toString('hex');
  return `01949f2a-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(8, 20)}`;
}
