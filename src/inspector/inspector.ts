// The inspector put together: everything that `--inspect` loads, and nothing else does.
import { allCharts } from './charts.js';
import { Feed, type Source } from './feed.js';
import { openInspectorServer } from './server.js';
import { StatelyForm } from './stately-form.js';

export interface InspectorOptions {
  readonly source: Source;
  /** What is inspected: `parley chat`. */
  readonly title: string;
  /** On loopback. Default: the system chooses. */
  readonly port?: number | undefined;
  /** The folder of the page's files. Default: the one that is built. */
  readonly site?: string | undefined;
}

export interface RunningInspector {
  /** Of the page. */
  readonly url: string;
  /** Of Stately's inspector. */
  readonly statelyUrl: string;
  /** Tells the pages that it is over, and stops serving. */
  close(): Promise<void>;
}

/** @throws the system's error when the port cannot be had. */
export async function openInspector({ source, title, port, site }: InspectorOptions): Promise<RunningInspector> {
  const feed = new Feed(source);
  const machines = allCharts().map(({ name }) => name);
  const server = await openInspectorServer({
    port,
    site,
    recording: () => recordingLines(source),
    attend: {
      live: (socket) => feed.attend(socket, title, machines),
      'stately-events': (socket) => {
        const form = new StatelyForm(source.header);
        feed.attendInForm(socket, (entry) => form.convert(entry));
      },
    },
  });
  return {
    url: server.url,
    statelyUrl: `${server.url}stately`,
    close: () => {
      feed.close();
      return server.close();
    },
  };
}

/** What is kept, as the lines of a file. */
function* recordingLines(source: Source): Generator<string> {
  yield JSON.stringify(source.header);
  const { last } = source;
  for (const entry of source.base) yield JSON.stringify(entry);
  let next = source.first;
  while (next <= last) {
    const entries = source.read(Math.max(next, source.first), 200);
    for (const entry of entries) yield JSON.stringify(entry);
    next = (entries.at(-1)?.n ?? last) + 1;
  }
}
