// A broken property, for whoever has to find out why: what it was, what came late, and what was sent until then.
import { sequenceDiagram } from '../helpers/sequence-diagram.js';
import { type Composition, type Run, runOnce } from './compositions.js';
import { type Bound, type Deviation, type Exploration, explore } from './explorer.js';

/** Explores a composition; of the first run that breaks a property gives the report, else `undefined`. */
export async function check(composition: Composition, bound: Bound): Promise<Exploration & { readonly report: string | undefined }> {
  let last: Run | undefined;
  const exploration = await explore(async (deviations) => {
    last = await runOnce(composition, deviations);
    return last;
  }, bound);
  const { broken } = exploration;
  return { ...exploration, report: broken && last && reportOf(composition, broken, last) };
}

function reportOf({ name }: Composition, { deviations, how }: NonNullable<Exploration['broken']>, { sends }: Run): string {
  const fates = deviations.map(({ delivery, fate }: Deviation) => `delivery ${delivery} ${fate}`).join(', ') || 'everything in its order';
  const diagram = sequenceDiagram(sends.filter(({ frame }) => !frame.verb.startsWith('KEEP_ALIVE')));
  return `${name}: ${how}\n${fates}\n\n${diagram}`;
}
