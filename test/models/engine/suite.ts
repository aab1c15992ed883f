// A model as tests: its paths over memory links, then over sockets (some of them; the long form takes all), then whether they have
// taken all there is to take.
import test from 'ava';
import { isLong } from '../../helpers/long.js';
import { explained } from '../unreached.js';
import { Coverage } from './coverage.js';
import type { Carrier, Model, World } from './model.js';
import { pathsOf } from './paths.js';
import { walk } from './walk.js';

/** All paths of a model may take longer than a test, on a busy machine much longer. ms */
const time = 240_000;
/** So many paths of a model are walked over sockets too, unless all are to be. */
const someOverSockets = 16;

/** Of whatever worlds. */
type AnyModel = Omit<Model<never>, 'open'> & Pick<Model<World>, 'open'>;

/** Registers the tests of models that together cover `covers` of each. Called once a test file. */
export function testModels(...models: readonly AnyModel[]): void {
  const coverage = new Coverage();
  for (const given of models) {
    const model = given as unknown as Model<World>; // its executors only ever get its own worlds
    for (const carrier of ['memory', 'sockets'] as const) {
      const bound = boundOver(carrier, model);
      const all = pathsOf(model, bound);
      const paths = carrier === 'memory' || isLong ? all : spread(all, someOverSockets);
      const extent = bound > 0 ? `all simple paths of ${bound} steps and` : 'paths with';
      const isSome = paths.length < all.length;
      const walked = `${isSome ? 'some of the ' : ''}${extent} every transition of its chart`;
      const count = isSome ? `${paths.length} of ${all.length}` : all.length;
      test.serial(`model: ${model.name} over ${carrier}: ${walked} → as it says (${count})`, async (t) => {
        t.timeout(time);
        for (const path of paths) await walk(model, path, { carrier, inspect: coverage.inspect });
        t.true(paths.length > 0);
      });
    }
  }
  for (const name of new Set(models.flatMap(({ covers }) => covers))) {
    test.serial(`model: ${name} → its paths take every state, transition and side of a guard`, (t) => {
      t.deepEqual(coverage.missing(name), explained(name), `of ${coverage.partsOf(name).length}`);
    });
  }
}

/** At most so many, from all parts of a list. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  const group = (at: number) => Math.floor((at * most) / list.length);
  return list.filter((_, at) => list.length <= most || group(at) > group(at - 1));
}

function boundOver(carrier: Carrier, { bound, boundOverSockets = 0 }: Model<World>): number {
  return carrier === 'memory' ? bound : boundOverSockets;
}
