// Walks one path: does each stimulus in a world of production programs, and compares what is seen and where the production
// actor is with what the chart expects.
import type { Model, Place, World } from './model.js';
import type { Path, Step } from './paths.js';

/** How long what a step leads to may take over sockets, ms. */
const patience = 5000;
const pause = 1;

/** @throws Error with the path so far, when something else is seen, or the actor is elsewhere, than the chart expects */
export async function walk<W extends World>(model: Model<W>, path: Path, place: Place): Promise<void> {
  const world = await model.open(place);
  const done: string[] = [];
  try {
    await check(world, path.start, place, done);
    for (const step of path.steps) {
      done.push(describe(step));
      const execute = model.executors[step.event.type];
      if (!execute) throw new Error(`nothing does ${step.event.type}`);
      await execute(world, step.event as never); // an executor takes the events of its type
      await check(world, step, place, done);
    }
  } catch (error) {
    await world.close().catch(() => {}); // that it cannot be closed either is not what to tell first
    throw error;
  }
  await world.close().catch((error: unknown) => {
    throw new Error(`${String(error)}\nafter \n  ${done.join('\n  ')}`, { cause: error });
  });
}

async function check(world: World, wanted: Path['start'], { carrier }: Place, done: readonly string[]): Promise<void> {
  const seen: string[] = [];
  const since = Date.now();
  for (;;) {
    await world.settle();
    seen.push(...world.seen());
    const trouble = troubleOf(world, wanted, seen);
    if (trouble === undefined) return;
    const isLate = carrier === 'memory' || Date.now() - since > patience || seen.length > wanted.lines.length;
    if (isLate) throw new Error(`${trouble}\nafter ${done.length === 0 ? 'nothing' : `\n  ${done.join('\n  ')}`}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function troubleOf(world: World, { lines, states, state }: Path['start'], seen: readonly string[]): string | undefined {
  const [expected, actual] = [byObserver(lines), byObserver(seen)];
  if (expected !== actual) return `seen\n${actual || '  nothing'}\nwhere this was expected\n${expected || '  nothing'}`;
  const active = world.states();
  const missing = states.filter((each) => !active.includes(each));
  return missing.length > 0 ? `not in ${missing.join(', ')} but in ${active.join(', ')}; the chart is in ${state}` : undefined;
}

/** In the order of each observer: between two of them there is none. */
function byObserver(lines: readonly string[]): string {
  const observerOf = (line: string) => line.slice(0, line.indexOf(': '));
  const observers = [...new Set(lines.map(observerOf))].sort();
  return observers.flatMap((observer) => lines.filter((line) => observerOf(line) === observer).map((line) => `  ${line}`)).join('\n');
}

function describe({ event, state }: Step): string {
  const { type, ...rest } = event as { readonly type: string }; // an event's own properties
  const carried = JSON.stringify(rest);
  return `${type}${carried === '{}' ? '' : ` ${carried}`} → ${state}`;
}
