// Handlers of a link that write down what they are told and let a test wait for it.
import type { Frame } from '../../src/protocol/frame.js';
import type { FrameError } from '../../src/protocol/frame-decoder.js';
import type { Link, LinkEnd, LinkHandlers, LinkInfo } from '../../src/transport/link.js';

export class LinkProbe implements LinkHandlers {
  /** Names of what was told, in order; a frame by its verb. */
  readonly told: string[] = [];
  /** Called inside the handler, with the same name. */
  onTold: (name: string) => void = () => {};
  info: LinkInfo | undefined;
  error: FrameError | undefined;
  end: LinkEnd | undefined;
  readonly frames: Frame[] = [];
  #link: Link | undefined;
  #waiting: { isDone: () => boolean; done: () => void }[] = [];

  get link(): Link {
    if (!this.#link) throw new Error('no link yet');
    return this.#link;
  }

  /** Gives the probe its link, and the link its probe. */
  on(link: Link): this {
    this.#link = link;
    return this;
  }

  up(info: LinkInfo): void {
    this.info = info;
    this.#note('up');
  }

  frame(received: Frame): void {
    this.frames.push(received);
    this.#note(received.verb);
  }

  fault(error: FrameError): void {
    this.error = error;
    this.#note('fault');
  }

  closed(end: LinkEnd): void {
    this.end = end;
    this.#note('closed');
  }

  /** Resolves once this name was told so many times. */
  until(name: string, times = 1): Promise<void> {
    return this.#when(() => this.told.filter((each) => each === name).length >= times);
  }

  #when(isDone: () => boolean): Promise<void> {
    if (isDone()) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ isDone, done }));
  }

  #note(name: string): void {
    this.told.push(name);
    this.#waiting = this.#waiting.filter(({ isDone, done }) => {
      if (isDone()) done();
      return !isDone();
    });
    this.onTold(name);
  }
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
