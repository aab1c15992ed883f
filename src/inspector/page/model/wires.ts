// Messages between programs, found among the events: a frame that a machine gives its link is one that is sent, a frame that a link
// gives its machine is one that has come, and keep-alives are told by events of their own (XIII, XIV). Where both ends are recorded,
// the two are one message.
import type { EventEntry, Plain } from '../../../recording/format.js';
import type { Actor } from './actor.js';

export interface Wire {
  readonly verb: string;
  /** The start line: `JOIN_CHAT_ROOM <chat1> …` */
  readonly text: string;
  readonly isDatagram: boolean;
  readonly way: 'sent' | 'received';
  /** Answers are drawn dashed. */
  readonly isAnswer: boolean;
  /** Names of nodes; what is not known is said by what is known of the link. */
  from: string;
  to: string;
  /** The actors of both ends, as far as they are recorded. */
  readonly actors: Set<string>;
  /** When it came, where its sending is recorded too: that row is not shown again. */
  arrivedAt: number | undefined;
  readonly isShown: boolean;
}

interface Frame {
  readonly verb: string;
  readonly fields: readonly string[];
  readonly key: string;
}

/** Sent and not seen to arrive: the oldest are given up. */
const mostUnderWay = 4096;
const longestText = 160;

export class Wires {
  /** By the other end of each link actor, as far as that is known. */
  readonly #farEnds = new Map<string, string>();
  readonly #underWay = new Map<string, { readonly wire: Wire; readonly at: number; readonly link: string }[]>();
  #count = 0;

  clear(): void {
    this.#farEnds.clear();
    this.#underWay.clear();
    this.#count = 0;
  }

  take(entry: EventEntry, actors: ReadonlyMap<string, Actor>): Wire | undefined {
    const { event, node, actor, source } = entry;
    const datagram = datagramOf(entry, actors);
    if (datagram) return datagram.way === 'sent' ? this.#sent(datagram, '', entry.at) : this.#received(datagram, '', entry.at);
    const isSent = event.type === 'link.send' || event.type === 'link.end';
    if (!isSent && event.type !== 'link.frame') return undefined;
    const frame = frameOf(event['frame']);
    if (!frame) return undefined;
    const link = isSent ? actor : (source ?? actor);
    const owner = actors.get(isSent ? (source ?? actor) : actor);
    const isLogin = !isSent && owner?.machine === 'registry-connection' && /^(LOGIN|REGISTER)$/.test(frame.verb);
    if (isLogin && frame.fields[0] !== undefined) this.#learn(link, frame.fields[0]);
    const far = this.#farEnds.get(link) ?? farEndOf(owner);
    const [from, to] = isSent ? [node, far] : [far, node];
    const parties = new Set([actor, ...(source === undefined ? [] : [source])]);
    const meeting: Meeting = { frame, from, to, actors: parties, isDatagram: false, way: isSent ? 'sent' : 'received' };
    return isSent ? this.#sent(meeting, link, entry.at) : this.#received(meeting, link, entry.at);
  }

  #sent(meeting: Meeting, link: string, at: number): Wire {
    const wire = wireOf(meeting, true);
    const waiting = this.#underWay.get(meeting.frame.key) ?? [];
    waiting.push({ wire, at, link });
    this.#underWay.set(meeting.frame.key, waiting);
    this.#count += 1;
    if (this.#count > mostUnderWay) this.#giveUp();
    return wire;
  }

  #received(meeting: Meeting, link: string, at: number): Wire {
    const waiting = this.#underWay.get(meeting.frame.key) ?? [];
    // Nobody sends to itself; where a link's other end is known, it is from there.
    const index = waiting.findIndex(({ wire }) => wire.from !== meeting.to && this.#mayBe(link, wire.from));
    const [found] = index === -1 ? [] : waiting.splice(index, 1);
    if (!found) return wireOf(meeting, true);
    this.#count -= 1;
    if (waiting.length === 0) this.#underWay.delete(meeting.frame.key);
    found.wire.to = meeting.to;
    found.wire.arrivedAt = at;
    for (const actor of meeting.actors) found.wire.actors.add(actor);
    this.#learn(found.link, meeting.to);
    this.#learn(link, found.wire.from);
    return wireOf({ ...meeting, from: found.wire.from }, false);
  }

  #mayBe(link: string, node: string): boolean {
    const known = this.#farEnds.get(link);
    return known === undefined || known === node;
  }

  #learn(link: string, node: string): void {
    if (link !== '') this.#farEnds.set(link, node);
  }

  #giveUp(): void {
    const [oldest] = this.#underWay.keys();
    if (oldest === undefined) return;
    this.#count -= this.#underWay.get(oldest)?.length ?? 0;
    this.#underWay.delete(oldest);
  }
}

interface Meeting {
  readonly frame: Frame;
  readonly from: string;
  readonly to: string;
  readonly actors: ReadonlySet<string>;
  readonly isDatagram: boolean;
  readonly way: Wire['way'];
}

function wireOf({ frame, from, to, actors, isDatagram, way }: Meeting, isShown: boolean): Wire {
  const text = [frame.verb, ...frame.fields.map((field) => `<${field}>`)].join(' ');
  return {
    verb: frame.verb,
    text: text.length > longestText ? `${text.slice(0, longestText)}…` : text,
    isDatagram,
    way,
    isAnswer: /^\d{3}$/.test(frame.fields[1] ?? ''),
    from,
    to,
    actors: new Set(actors),
    arrivedAt: undefined,
    isShown,
  };
}

function frameOf(value: Plain | undefined): Frame | undefined {
  if (typeof value !== 'object' || value === null || !('verb' in value) || typeof value.verb !== 'string') return undefined;
  const fields = 'fields' in value && Array.isArray(value.fields) ? value.fields.map(String) : [];
  const headers = 'headers' in value ? JSON.stringify(value.headers) : '';
  return { verb: value.verb, fields, key: [value.verb, ...fields, headers].join('\n') };
}

/** A session's link leads to the registry, a connection's to the peer that the `peer-link` above it is for. */
function farEndOf(owner: Actor | undefined): string {
  switch (owner?.machine) {
    case 'registry-session':
      return 'registry';
    case 'peer-connection':
      return wordAfter(owner.parent?.id) ?? 'a peer';
    default:
      return owner ? `${owner.id} (not known)` : 'not known';
  }
}

/** Keep-alives go through one actor a program, by events without a frame. */
function datagramOf(entry: EventEntry, actors: ReadonlyMap<string, Actor>): Meeting | undefined {
  const { event, node, actor, source } = entry;
  const parties = new Set([actor, ...(source === undefined ? [] : [source])]);
  const meeting = (verb: string, who: string, rest: readonly string[], isToRegistry: boolean, way: Wire['way']): Meeting => {
    const key = `${verb} ${who} ${counterOf(event)}`;
    const fields = isToRegistry || verb === 'TIMEOUT' ? [who, ...rest] : ['SUCCESS', '200'];
    const registry = way === (isToRegistry ? 'sent' : 'received') ? 'registry' : node;
    const [from, to] = isToRegistry ? [who, registry] : [registry, who];
    return { frame: { verb, fields, key }, from, to, actors: parties, isDatagram: true, way };
  };
  const presence = wordAfter(actors.get(source ?? actor)?.id) ?? node;
  switch (event.type) {
    case 'datagrams.send':
      return meeting('KEEP_ALIVE', node, [String(event['timeout'] ?? '')], true, 'sent');
    case 'wire.KEEP_ALIVE':
      return meeting('KEEP_ALIVE', presence, [], true, 'received');
    case 'datagram.confirm':
      return meeting('KEEP_ALIVE_RESPONSE', presence, [], false, 'sent');
    case 'wire.KEEP_ALIVE_RESPONSE':
      return meeting('KEEP_ALIVE_RESPONSE', node, [], false, 'received');
    case 'datagram.timeout':
      return meeting('TIMEOUT', presence, [], false, 'sent');
    case 'wire.TIMEOUT':
      return meeting('TIMEOUT', node, [], false, 'received');
    default:
      return undefined;
  }
}

/** Here a text, there a number; in an answer below `message`. */
function counterOf(event: EventEntry['event']): string {
  const { message } = event;
  const counter = event['counter'] ?? (typeof message === 'object' && message !== null && 'counter' in message ? message.counter : '');
  return String(counter).replace(/^0+(?=\d)/, '');
}

/** Of `presence alice`. */
function wordAfter(id: string | undefined): string | undefined {
  return id?.split(' ')[1];
}
