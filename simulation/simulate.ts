// One run: what was planned happens, the network is healed and settles, the invariants are checked, everybody goes home.
import type { PeerLimits, RegistryLimits } from '../src/protocol/limits.js';
import { checkInvariants } from './invariants.js';
import { type Happening, type PlanOptions, planFor, userNames } from './plan.js';
import { checkRest } from './rest.js';
import type { Exchange } from './trace.js';
import { World } from './world.js';

export interface SimulationOptions extends PlanOptions {
  /** In place of what the seed says. */
  readonly plan?: readonly Happening[] | undefined;
  /** What was interrupted goes on when TCP would send it again, not at once. */
  readonly retransmits?: boolean;
  readonly registryLimits?: Partial<RegistryLimits>;
  readonly peerLimits?: Partial<PeerLimits>;
}

export interface Outcome {
  readonly seed: number;
  /** Of everything that was said and happened: two runs with the same hash were the same. */
  readonly hash: string;
  /** What must not be; empty when all is well. */
  readonly problems: readonly string[];
  readonly plan: readonly Happening[];
  /** The last of what was said. */
  readonly recent: readonly Exchange[];
  /** Frames and datagrams sent. */
  readonly exchanges: number;
  /** Minutes of the simulation, with its settling. */
  readonly minutes: number;
}

/** ms that certificates last where that is among the faults: more than clocks differ. */
const shortLife = 480_000;
/** ms that a healed network may take: to be online again, to owe nothing, and to know all that was said; the last by pauses that double. */
const patience = { online: 120_000, owed: 240_000, behind: 600_000, last: 5000 } as const;
/** ms in which the last words of the last link are said, and the last fault ends. */
const lastWords = 60_000;

export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const plan = options.plan ?? planFor(options);
  const { seed, registryLimits = {}, peerLimits = {}, retransmits = false } = options;
  const certificateLife = options.faults.includes('certificates') ? shortLife : undefined;
  const world = await World.open({ seed, names: userNames(options.peers), certificateLife, retransmits, registryLimits, peerLimits });
  const { ledger } = world;
  const stopWatching = watchForBugs((what) => ledger.problem(`(e) ${what}`));
  try {
    await world.start();
    for (const happening of plan) {
      await world.run(happening.at);
      world.happen(happening);
    }
    await world.run(options.minutes * 60_000);
    world.heal();
    await settle(world);
    await checkInvariants(world);
    // What was wrong when all had settled is worth more than what follows from it.
    if (ledger.problems.length === 0) await checkRest(world, shortLife);
    const { recent } = world.trace;
    await goHome(world);
    const minutes = world.clock.time / 60_000;
    return { seed, hash: world.trace.digest(), problems: ledger.problems, plan, recent, exchanges: world.trace.exchanges, minutes };
  } finally {
    stopWatching();
    world.free();
  }
}

async function settle(world: World): Promise<void> {
  for (const peer of world.peers) peer.isPatient = true;
  await world.run(world.awake + patience.last);
  await world.runUntil(() => world.peers.every((peer) => peer.isOnline), patience.online);
  const isQuiet = () => {
    for (const peer of world.peers) peer.acceptAll();
    return world.peers.every(({ peer, unanswered }) => peer?.status.owed.length === 0 && unanswered.length === 0);
  };
  const isInformed = () => world.peers.every(({ census }) => census['rooms behind'] === 0 && census['works'] === 0);
  await world.runUntil(isQuiet, patience.owed, 2000);
  await world.runUntil(isInformed, patience.behind, 2000);
  await world.run(world.clock.time + patience.last);
  for (const { unanswered, name } of world.peers) {
    for (const call of unanswered) world.ledger.problem(`(e) ${name} has had no answer: ${call}`);
  }
}

/** (e): nothing is left behind. */
async function goHome(world: World): Promise<void> {
  await world.close();
  await world.run(world.clock.time + lastWords);
  if (world.clock.pending > 0) world.ledger.problem(`(e) ${world.clock.pending} timers are left`);
  for (const { name, host } of [world.registry, ...world.peers]) {
    const { links, ports } = world.memory.open(host);
    if (links + ports > 0) world.ledger.problem(`(e) ${name} has left ${links} links and ${ports} ports`);
  }
}

/** What an actor that fails and a handler that throws come to. */
function watchForBugs(tell: (what: string) => void): () => void {
  const thrown = (error: unknown) => tell(`thrown: ${error instanceof Error ? error.stack : String(error)}`);
  const warned = (warning: Error) => tell(`warning: ${warning.stack ?? warning.message}`);
  process.on('uncaughtException', thrown);
  process.on('unhandledRejection', thrown);
  process.on('warning', warned);
  return () => {
    process.off('uncaughtException', thrown);
    process.off('unhandledRejection', thrown);
    process.off('warning', warned);
  };
}
