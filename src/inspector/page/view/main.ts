// The inspector's page: puts its parts together, reads the charts, and connects to the program.
import type { Charts } from '../../contract.js';
import type { ChartLayout } from '../model/chart-layout.js';
import { newest } from '../model/past.js';
import { ActorTreeView } from './actor-tree-view.js';
import { Announcer } from './announcer.js';
import { App } from './app.js';
import { ChartView } from './chart-view.js';
import { LiveConnection } from './connection.js';
import { ConnectionView } from './connection-view.js';
import { DetailsView } from './details-view.js';
import { part } from './dom.js';
import { Files } from './files.js';
import { FiltersView } from './filters-view.js';
import { Keys } from './keys.js';
import { SearchView } from './search-view.js';
import { SequenceView } from './sequence-view.js';
import { TimeView } from './time-view.js';

const app = new App();
const live = new LiveConnection(app);
const files = new Files(app, live);
const tree = new ActorTreeView(app);
const chart = new ChartView(app);
const sequence = new SequenceView(app);
const filters = new FiltersView(app);
const details = new DetailsView(app);
const time = new TimeView(app);
const search = new SearchView(app);
app.add(new ConnectionView(app, live), time, tree, chart, filters, sequence, details, search, new Announcer(app));

new Keys([
  { keys: [' '], shown: 'Space', what: 'Pause, resume', press: () => app.pause(app.isLive) },
  { keys: ['ArrowLeft', ','], shown: '← ,', what: 'Step back', press: () => app.step(-1) },
  { keys: ['ArrowRight', '.'], shown: '→ .', what: 'Step forth', press: () => app.step(1) },
  { keys: ['Home'], shown: 'Home', what: 'To the beginning', press: () => time.toFirst() },
  { keys: ['End'], shown: 'End', what: 'To the newest', press: () => app.goTo(newest) },
  { keys: ['/'], shown: '/', what: 'Search', press: () => search.focus() },
  { keys: ['a'], shown: 'a', what: 'Actors', press: () => tree.focus() },
  { keys: ['c'], shown: 'c', what: 'Chart', press: () => part('chart', HTMLElement).focus() },
  { keys: ['m'], shown: 'm', what: 'Messages', press: () => sequence.focus() },
  { keys: ['f'], shown: 'f', what: 'Filter of messages', press: () => filters.focus() },
  { keys: ['d'], shown: 'd', what: 'Details', press: () => details.focus() },
  { keys: ['+', '='], shown: '+', what: 'Larger chart', press: () => chart.resize(1.2) },
  { keys: ['-'], shown: '−', what: 'Smaller chart', press: () => chart.resize(1 / 1.2) },
  { keys: ['0'], shown: '0', what: 'Chart as it fits', press: () => chart.resize(undefined) },
  { keys: ['e'], shown: 'e', what: 'Export the recording', press: () => files.save() },
  { keys: ['i'], shown: 'i', what: 'Import a recording', press: () => files.choose() },
]);

for (const [link, focus] of [
  ['to-actors', () => tree.focus()],
  ['to-chart', () => part('chart', HTMLElement).focus()],
  ['to-messages', () => sequence.focus()],
  ['to-details', () => details.focus()],
] as const) {
  part(link, HTMLAnchorElement).addEventListener('click', (event) => {
    event.preventDefault();
    focus();
  });
}

app.changed();
live.open();
await readCharts().catch(() => files.tell('The charts could not be read. Actors and messages are shown all the same.'));

async function readCharts(): Promise<void> {
  const [charts, layouts] = await Promise.all([text('charts.json'), text('layouts.jsonl')]);
  // Both are this program's own: what they hold is known.
  const machines: Charts = JSON.parse(charts);
  const places: readonly ChartLayout[] = layouts
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const machine of machines) {
    app.charts.set(machine.name, { ...machine, layout: places.find(({ name }) => name === machine.name) });
  }
  app.changed();
}

async function text(name: string): Promise<string> {
  const response = await fetch(new URL(name, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.text();
}
