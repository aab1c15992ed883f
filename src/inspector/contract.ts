// What the inspector's server and its page say to each other. The page imports nothing else of the server's, and this only as types.
//
// The page's URL is http://127.0.0.1:PORT/TOKEN/ and everything that it asks for is relative to it:
//   ./                 the page: `index.html` of the folder `site`, beside this file in the build (only what is there is served)
//   ./NAME             another file of that folder: no subfolders; .html .js .css .svg .json .map .wasm; scripts are modules or
//                      classic, workers are files of the folder too; nothing inline (Content-Security-Policy: default-src 'none';
//                      script-src, worker-src, style-src, connect-src, img-src 'self')
//   ./charts.json      `Charts`: every machine of the catalogue
//   ./live             the WebSocket: texts of JSON, each a `ServerMessage`; the page sends nothing, and what it sends is ignored
//   ./recording.jsonl  the recording until now, as a file to save: the header's line, then the entries' lines
//   ./stately          Stately's inspector in a frame (the only page that shows anything from the internet)
// A picture of the past is made from `base` and `entries` alone: `base` has, of every actor that had not ended, its `actor` entry and
// its last `state` entry, from before the first of the entries; their `n` are smaller than those of the entries that follow.
import type { ChartState } from '../machines/chart.js';
import type { RecordingEntry, RecordingHeader } from '../recording/format.js';

/** The first message of a connection. Then comes the past in `EntriesMessage`s, then what happens, all in the order of `n`. */
export interface HelloMessage {
  readonly type: 'hello';
  /** The recording's first line: when it began, whether texts are shown. */
  readonly header: RecordingHeader;
  /** `parley chat`, `parley registry` or `parley demo`. */
  readonly title: string;
  /** Names of the machines that ./charts.json has. */
  readonly machines: readonly string[];
  /** How many entries the program keeps. */
  readonly capacity: number;
  /** How many older ones it has already forgotten. */
  readonly forgotten: number;
  readonly base: readonly RecordingEntry[];
}

/** At most every 50 ms. */
export interface EntriesMessage {
  readonly type: 'entries';
  readonly entries: readonly RecordingEntry[];
}

/**
 * The page was too slow: `count` entries were left out between the last one sent and the next. What it shows of the actors is wrong
 * from here on unless it takes `base` for it: every actor that is not in it has ended.
 */
export interface LostMessage {
  readonly type: 'lost';
  readonly count: number;
  readonly base: readonly RecordingEntry[];
}

/** The program ends; the socket is closed after it. */
export interface EndMessage {
  readonly type: 'end';
}

export type ServerMessage = HelloMessage | EntriesMessage | LostMessage | EndMessage;

/** One machine, as it is drawn. */
export interface MachineChart {
  /** As in the entries' `machine`. */
  readonly name: string;
  readonly side: 'registry' | 'peer';
  /** Of the protocol page: `IV to VI`. */
  readonly exchanges: string;
  readonly what: string;
  /** Its states, with their transitions in document order. Paths are dotted, '' is the root. */
  readonly chart: ChartState;
}

export type Charts = readonly MachineChart[];
