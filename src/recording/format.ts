// What a recording is: JSON lines, the first of them about the recording itself, then one entry a line. Recorder, replay and
// inspector know no more of each other than this. Reading and writing are in reading.ts and writing.ts.

/** Written by this program, and the newest that it reads. */
export const recordingVersion = 1;

/** The first line. */
export interface RecordingHeader {
  readonly parley: 'recording';
  readonly version: typeof recordingVersion;
  /** The program that recorded: `0.1.0`. */
  readonly program: string;
  /** When the recording began: RFC 3339, UTC, milliseconds. */
  readonly began: string;
  /** Whether message texts and descriptions of rooms stand in it. Secrets never do. */
  readonly texts: 'hidden' | 'shown';
}

interface Entry {
  /** 1, 2, 3… in the order in which it happened; a gap is what a bounded recorder forgot. */
  readonly n: number;
  /** ms since the recording began; a fraction is kept to a hundredth. */
  readonly at: number;
  /** The program or peer that it belongs to: one process may hold several. */
  readonly node: string;
  /** Of the recording, unique: `alice:12`. */
  readonly actor: string;
}

/** An actor was made. */
export interface ActorEntry extends Entry {
  readonly type: 'actor';
  /** Who started it; none for the root of a node. */
  readonly parent?: string;
  /** What a person calls it, unique below its parent at any one time: `conversation bob`. */
  readonly id: string;
  /** Its name in src/machines/catalogue.ts; none for a link, a promise and the like. */
  readonly machine?: string;
}

/** An event was sent to an actor, which takes its events in the order in which they are sent; the first is `xstate.init`. */
export interface EventEntry extends Entry {
  readonly type: 'event';
  /** The actor that sent it; none when it came from outside: a person, a timer, a library call. */
  readonly source?: string;
  readonly event: RecordedEvent;
}

/** `xstate.init` has the actor's `input`. */
export interface RecordedEvent {
  readonly type: string;
  readonly [key: string]: Plain | undefined;
}

/** A machine has taken an event; of an actor that is none: its status has changed. */
export interface StateEntry extends Entry {
  readonly type: 'state';
  /** As XState gives it: `'open'`, `{ online: 'idle' }`; `null` for what is no machine. */
  readonly value: Plain;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly context: Plain;
  /** The type of the event that was taken. */
  readonly on: string;
  /** The transitions that were taken, in their order; none when nothing handled the event. */
  readonly taken?: readonly TakenTransition[];
  /** What the machine asked of the world meanwhile (the time, chance) and was answered, in that order. */
  readonly answers?: readonly Answer[];
  /** Why, when the status is `error`. */
  readonly error?: Plain;
}

export interface TakenTransition {
  /** The state that has it: a dotted path, '' for the root, as in `ChartState`. */
  readonly from: string;
  /** Its place among `ChartState.transitions`. */
  readonly index: number;
}

/** The name of what was asked (`now`, `random`) and its answer. */
export type Answer = readonly [name: string, answer: Plain];

/** An actor is no more: nothing with its `actor` follows. */
export interface EndEntry extends Entry {
  readonly type: 'end';
}

export type RecordingEntry = ActorEntry | EventEntry | StateEntry | EndEntry;

/**
 * A value as JSON has it. What JSON has no word for is an object with one key that begins with `$`:
 *   {"$bytes": "‹certificate 1, 1203 bytes›"}, {"$bytes": ""}   bytes, hidden unless there are none
 *   {"$utf8": "hello"}               bytes that are a text which is shown
 *   {"$actor": "alice:12", "id": …}  a reference to an actor; `$actor` is '' when it is not in the recording
 *   {"$function": "random"}          a function, by the key that it stood under
 *   {"$map": [[key, value], …]}, {"$set": [value, …]}, {"$number": "NaN"}, {"$date": "…"}
 *   {"$error": {"name", "message", "reason", …}}
 *   {"$object": "TLSSocket"}         something of a class, not looked into
 *   {"$entries": [[key, value], …]}  an object with a key that begins with `$`
 * Hidden texts are placeholders, the same for the same text: `‹text 3›`, or with the size where machines count bytes,
 * `‹hash 1, 64 bytes›`.
 */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };
