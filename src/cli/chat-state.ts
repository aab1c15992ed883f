// What the parts of a chat know of it, whatever else there is in it.
import type { Peer, RoomView } from '../index.js';
import type { Settings } from './settings/settings.js';
import type { Target } from './target.js';
import type { Say } from './texts/catalogue.js';
import type { View } from './view.js';

export interface ChatState {
  readonly peer: Peer;
  readonly view: View;
  readonly settings: Settings;
  /** The texts in the reader's language. */
  readonly say: Say;
  /** A script's commands wait for the registry where a person is told that it is away. */
  readonly isScript: boolean;
  readonly now: () => number;
  /** Calls after so many ms; gives back what stops that. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** Where plain text goes to. */
  readonly target: Target | undefined;
  /** When this user last sent a line, ms since 1970. */
  readonly lastTyped: number;
  /** Rooms this user is in, by name in lower case. */
  readonly openRooms: ReadonlyMap<string, RoomView>;
  /** Messages in other conversations than the current one, by `targetKey`. */
  readonly unread: ReadonlyMap<string, { readonly target: Target; readonly count: number }>;
  talkTo(target: Target | undefined): void;
}
