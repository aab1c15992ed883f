// People as they come and go: told together when several do so within a moment, and not at all when one is back within it.
import type { ChatState } from '../chat-state.js';
import type { People } from './people.js';
import { nameList } from './words.js';

export type Coming = 'online' | 'offline' | 'join' | 'leave';

/** What happens within this time is told together, ms. */
export const foldedWithin = 800;

const opposite: Readonly<Record<Coming, Coming>> = { online: 'offline', offline: 'online', join: 'leave', leave: 'join' };

interface Event {
  readonly coming: Coming;
  readonly name: string;
  /** Of `join` and `leave`. */
  readonly room: string;
}

type Peopled = ChatState & { readonly people: People };

export class Comings {
  readonly #session: Peopled;
  readonly #waiting = new Map<string, Event>();
  #stop: (() => void) | undefined;

  constructor(session: Peopled) {
    this.#session = session;
  }

  note(coming: Coming, name: string, room = ''): void {
    const { isScript, people, settings } = this.#session;
    const presence = settings.get('presence');
    if (people.isHidden(name) || (presence === 'off' && !isScript)) return;
    const event = { coming, name, room };
    // Programs get every event at once.
    if (isScript || presence === 'each') this.#tell([event]);
    else this.#wait(event);
  }

  /** Tells what waits: something comes that should stand after it. */
  flush(): void {
    this.#stop?.();
    this.#stop = undefined;
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    const groups = new Map<string, Event[]>();
    for (const event of events) {
      const key = `${event.coming} ${event.room}`;
      groups.set(key, [...(groups.get(key) ?? []), event]);
    }
    for (const group of groups.values()) this.#tell(group);
  }

  #wait(event: Event): void {
    const kind = event.coming === 'join' || event.coming === 'leave' ? event.room.toLowerCase() : '';
    const key = `#${kind} ${event.name.toLowerCase()}`;
    if (this.#waiting.get(key)?.coming === opposite[event.coming]) this.#waiting.delete(key);
    else this.#waiting.set(key, event);
    this.#stop ??= this.#session.after(foldedWithin, () => this.flush());
  }

  #tell(group: readonly Event[]): void {
    const { say, view } = this.#session;
    const [first] = group;
    if (!first) return;
    const { coming, name, room } = first;
    const all = group.map((event) => event.name);
    const names = nameList(say, all);
    const sentences: Readonly<Record<Coming, () => string>> = {
      online: () => (all.length === 1 ? say('isOnline', { name }) : say('areOnline', { names })),
      offline: () => (all.length === 1 ? say('isOffline', { name }) : say('areOffline', { names })),
      join: () => (all.length === 1 ? say('joinedRoom', { name, room }) : say('haveJoined', { names, room })),
      leave: () => (all.length === 1 ? say('leftRoom', { name, room }) : say('haveLeft', { names, room })),
    };
    view.notice(sentences[coming]());
  }
}
