// Shows the messages of each stream in their order (section 5): one actor for each stream in which something is held back.
import { type Actor, createActor } from 'xstate';
import { holdBackMachine } from '../../../machines/hold-back.js';
import { type Census, sizeOf } from '../../census.js';
import type { ChatMessage } from '../api.js';
import type { PeerContext } from '../context.js';
import { actorOptions } from './logics.js';

/** Of so many streams it is remembered which refused Seq comes next; who fills them with nonsense only makes others wait 2 s. */
const rememberedStreams = 64;

export class ShowOrder {
  readonly #context: PeerContext;
  readonly #held = new Map<string, Actor<typeof holdBackMachine>>();
  /** The last Seqs in a row that a refusal has used up, by stream, where nothing is held back. */
  readonly #usedUp = new Map<string, { readonly first: number; readonly last: number }>();
  /** Streams that wait for the end of a history exchange, by its key. */
  readonly #patient = new Map<string, Set<string>>();
  #isStopped = false;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  /**
   * `expected`: the Seq that its stream was to go on with; `stream` is unique among all conversations and authors; `exchange`: the
   * history exchange that goes on where it came from, which may bring what is missing.
   */
  stored(
    stream: string,
    place: { readonly seq: number; readonly expected: number; readonly exchange?: string | undefined },
    message: ChatMessage,
  ): void {
    const { seq, exchange } = place;
    const expected = this.#afterRefused(stream, place.expected);
    const held = this.#held.get(stream) ?? (seq > expected && !this.#isStopped ? this.#hold(stream, expected) : undefined);
    if (!held) {
      this.#context.emit('message', message);
      return;
    }
    if (exchange !== undefined) this.#patient.set(exchange, (this.#patient.get(exchange) ?? new Set()).add(stream));
    held.send({ type: 'inbox.stored', seq, parcel: message, isPatient: exchange !== undefined });
  }

  /** What is missing will not come by it. */
  exchanged(exchange: string): void {
    const streams = this.#patient.get(exchange) ?? [];
    this.#patient.delete(exchange);
    for (const stream of streams) this.#held.get(stream)?.send({ type: 'history.ended' });
  }

  /** A final refusal has used up its Seq. */
  refused(stream: string, seq: number): void {
    if (this.#isStopped) return;
    const held = this.#held.get(stream);
    if (held) {
      held.send({ type: 'inbox.refused', seq });
      return;
    }
    const known = this.#usedUp.get(stream);
    const goesOn = known !== undefined && seq >= known.first && seq <= known.last + 1;
    this.#usedUp.delete(stream);
    this.#usedUp.set(stream, goesOn ? { first: known.first, last: Math.max(known.last, seq) } : { first: seq, last: seq });
    const [oldest] = this.#usedUp.keys();
    if (oldest !== undefined && this.#usedUp.size > rememberedStreams) this.#usedUp.delete(oldest);
  }

  /** The Seq that is really expected: what was refused for good does not come any more. */
  #afterRefused(stream: string, expected: number): number {
    const used = this.#usedUp.get(stream);
    if (!used || expected < used.first || expected > used.last) return expected;
    this.#usedUp.delete(stream);
    return used.last + 1;
  }

  get census(): Census {
    return { 'held streams': this.#held.size, 'patient streams': sizeOf(this.#patient.values()), 'refused places': this.#usedUp.size };
  }

  /** What is stored and still held back is shown, and what is stored from now on: in another life it would not be. */
  stop(): void {
    this.#isStopped = true;
    for (const actor of [...this.#held.values()]) {
      actor.send({ type: 'history.ended' });
      actor.stop();
    }
    this.#held.clear();
    this.#usedUp.clear();
    this.#patient.clear();
  }

  #hold(stream: string, next: number): Actor<typeof holdBackMachine> {
    const { limits, emit } = this.#context;
    const actor = createActor(holdBackMachine, { ...actorOptions(this.#context, `holdBack ${stream}`), input: { limits, next } });
    actor.on('show', ({ parcel }) => emit('message', parcel as ChatMessage)); // `stored` above, the only sender, put it there
    actor.subscribe({ complete: () => this.#held.delete(stream) });
    this.#held.set(stream, actor);
    return actor.start();
  }
}
