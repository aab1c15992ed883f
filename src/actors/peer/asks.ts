// The requests that this program has asked the registry and whose answers it awaits, by Request-Id.
import type { DeskCommand } from '../../machines/registry-session/events.js';
import { encodeFrame, type Frame } from '../../protocol/frame.js';
import { type Contents, writeMessage } from '../../protocol/message-codec.js';
import { type registryRequests, toRegistry } from '../../protocol/messages.js';
import type { Runtime } from '../../support/runtime.js';
import type { ParleyError } from '../errors.js';
import { parleyError } from '../refusals.js';
import type { RegistryAnswer } from './context.js';

interface Asked {
  resolve(answer: RegistryAnswer): void;
  reject(error: ParleyError): void;
  readonly timer: unknown;
}

/** The way to the registry while online. */
export interface AskRoute {
  send(frame: Frame): void;
  /** No answer came: is the link still there? */
  doubt(): void;
}

export class Asks {
  readonly #runtime: Runtime;
  /** ms */
  readonly #timeout: number;
  readonly #asked = new Map<string, Asked>();
  #route: AskRoute | undefined;
  #lastId = 0;

  constructor(runtime: Runtime, timeout: number) {
    this.#runtime = runtime;
    this.#timeout = timeout;
  }

  get isOnline(): boolean {
    return this.#route !== undefined;
  }

  connect(route: AskRoute): void {
    this.#route = route;
  }

  /** What is still unanswered is rejected: whether it took effect is not known. */
  disconnect(): void {
    this.#route = undefined;
    const unanswered = [...this.#asked.values()];
    this.#asked.clear();
    for (const { timer, reject } of unanswered) {
      this.#runtime.clock.clearTimeout(timer);
      reject(parleyError('offline'));
    }
  }

  /** @throws ParleyError `offline`, `timeout`, `frame-too-large`, or the Reason of an ERROR. */
  ask<Verb extends keyof typeof registryRequests & string>(
    verb: Verb,
    contents: Contents<(typeof registryRequests)[Verb]>,
    payload?: string,
  ): Promise<RegistryAnswer> {
    return new Promise((resolve, reject) => {
      const route = this.#route;
      if (!route) return reject(parleyError('offline'));
      this.#lastId += 1;
      const requestId = String(this.#lastId);
      const frame = writeMessage(toRegistry, verb, { ...contents, requestId }, payload);
      if (!fits(frame)) return reject(parleyError('frame-too-large'));
      const timer = this.#runtime.clock.setTimeout(() => {
        this.#asked.delete(requestId);
        reject(parleyError('timeout'));
        this.#route?.doubt();
      }, this.#timeout);
      this.#asked.set(requestId, { resolve, reject, timer });
      route.send(frame);
    });
  }

  settle(answer: Extract<DeskCommand, { type: 'desk.answer' }>['answer']): void {
    const { requestId } = answer.message;
    const asked = requestId === undefined ? undefined : this.#asked.get(requestId);
    if (requestId === undefined || !asked) return; // late: it has timed out
    this.#asked.delete(requestId);
    this.#runtime.clock.clearTimeout(asked.timer);
    if (answer.verb === 'ERROR') asked.reject(parleyError(answer.message.reason ?? 'internal', answer.message.retryAfter));
    else asked.resolve(answer);
  }
}

function fits(frame: Frame): boolean {
  try {
    return encodeFrame(frame).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
