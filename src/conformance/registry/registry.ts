// All checks of a registry, and the stage that they run on.
import { limitsFrom, type RegistryLimits, registrySettings } from '../../protocol/limits.js';
import { type Check, Mismatch, Unchecked } from '../check.js';
import type { RunOptions, Stage } from '../run.js';
import { Transcript } from '../transcript.js';
import { AccountPool } from './accounts.js';
import { certificateChecks } from './certificates.js';
import { enteringChecks } from './entering.js';
import { frameChecks } from './frames.js';
import { keepAliveChecks } from './keep-alives.js';
import { limitChecks } from './limits.js';
import { linkChecks } from './links.js';
import { listChecks } from './lists.js';
import { loginChecks } from './logins.js';
import { peopleChecks } from './people.js';
import { roomChecks } from './rooms.js';
import { sessionChecks } from './sessions.js';
import { slowChecks } from './slow.js';
import { talkChecks } from './talk.js';
import { dial, type RegistryTarget } from './target.js';
import { hello, login, type RegistryCheck, RegistryTrial } from './trial.js';

/** Every check of a registry, in the order of the page. */
export const registryChecks: readonly RegistryCheck[] = [
  ...linkChecks,
  ...certificateChecks,
  ...frameChecks,
  ...talkChecks,
  ...listChecks,
  ...enteringChecks,
  ...loginChecks,
  ...sessionChecks,
  ...roomChecks,
  ...peopleChecks,
  ...keepAliveChecks,
  ...slowChecks,
  ...limitChecks,
].sort((one, other) => compareSections(one.section, other.section));

/** At once, so that the machine of the registry is not what is measured. */
export const registryRun: RunOptions = { atOnce: 4 };

/** Users of the kit; fewer than a registry lets an address register in a minute. */
const mostAccounts = 14;

/** Asks a registry what it calls itself and how long its sessions live. @throws Mismatch when it does not greet. */
export async function meetRegistry(
  given: Omit<RegistryTarget, 'limits'> & { readonly limits: Partial<RegistryLimits> },
): Promise<{ readonly target: RegistryTarget; readonly agent: string | undefined }> {
  const standard = limitsFrom(registrySettings, given.limits);
  const link = await dial({ ...given, limits: standard }, new Transcript());
  const back = await link.answer(hello, 'HELLO_BACK <SUCCESS> <200>').finally(() => link.destroy());
  const told = Number(back.headers.get('keep-alive-timeout') ?? standard.keepAliveTimeout);
  const limits = { ...standard, keepAliveTimeout: given.limits.keepAliveTimeout ?? told };
  return { target: { ...given, limits }, agent: back.headers.get('agent') };
}

/** Opens trials at a registry. */
export function registryStage(target: RegistryTarget, pool = new AccountPool(mostAccounts)): Stage<RegistryTrial> {
  return {
    open: async (check: Check<RegistryTrial>, said: Transcript) => {
      if (target.address.isPlain && check.id.startsWith('1.') && !check.id.includes('/peer-'))
        throw new Unchecked('this registry has no TLS');
      return new RegistryTrial(target, said, await pool.take(check.accounts));
    },
    close: async (trial) => {
      await trial.close();
      pool.giveBack(trial.accounts);
    },
    tidy: async () => {
      for (const account of pool.all.filter(({ isRegistered }) => isRegistered)) await leaveRooms(target, login(account));
    },
  };
}

/** The rooms of a user go with their last member; the accounts stay, because the protocol has no way to end them. */
async function leaveRooms(target: RegistryTarget, asked: ReturnType<typeof login>): Promise<void> {
  try {
    const link = await dial(target, new Transcript());
    await link.ask(hello);
    const auth = await link.ask(asked);
    const name = asked.line.split(/[<>]/)[1] ?? '';
    const rooms = auth.headers.get('rooms')?.split(',') ?? [];
    for (const room of rooms) await link.ask(`ROOM_EXIT <${name}> <${room}>`);
    await link.ask('LOGOUT');
    link.destroy();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error; // it is the checks that judge
  }
}

function compareSections(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)];
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
}
