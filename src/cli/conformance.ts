// `parley conformance`: checks any registry or any peer against the protocol, and says what was sent, expected and came.
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { Io } from './io.js';
import { UsageError } from './io.js';
import type { Say } from './texts/catalogue.js';
import { readNumber } from './values.js';

interface ConformanceOptions {
  readonly command?: string;
  readonly json?: boolean;
  readonly list?: boolean;
  readonly only?: string;
  readonly patience: number;
  readonly longestWait: number;
}

type Front = Io & { readonly say: Say };
type Finish = (result: Promise<number>) => Promise<void>;

/** Fills in the command. What a registry was started with can be told by the same flags, which are loaded only when it is run. */
export async function conformanceCommand(command: Command, args: readonly string[], io: Front, finish: Finish): Promise<Command> {
  command
    .addArgument(new Argument('<KIND>').choices(['registry', 'peer']))
    .argument('[LINK]')
    .option('--command <COMMAND>')
    .option('--only <PATTERN>')
    .option('--list')
    .option('--json')
    .addOption(new Option('--patience <SECONDS>').argParser(readNumber).default(5))
    .addOption(new Option('--longest-wait <SECONDS>').argParser(readNumber).default(45));
  if (!args.includes('conformance')) return command;
  const [{ addSettings, settingsGiven }, { registrySettings }] = await Promise.all([import('./options.js'), import('../index.js')]);
  addSettings(command, registrySettings, io.say);
  return command.action(async (kind: 'registry' | 'peer', link: string | undefined, options: ConformanceOptions) => {
    const limits = settingsGiven(registrySettings, { ...options });
    await finish(options.list ? list(kind, options, io) : kind === 'peer' ? peer(options, io) : registry(link, limits, options, io));
  });
}

async function list(kind: 'registry' | 'peer', { only, json }: ConformanceOptions, { output }: Io): Promise<number> {
  const [{ registryChecks }, { peerChecks }, { chosen }] = await Promise.all([
    import('../conformance/registry/registry.js'),
    import('../conformance/peer/peer.js'),
    import('../conformance/run.js'),
  ]);
  const checks = (kind === 'peer' ? chosen(peerChecks, only) : chosen(registryChecks, only)).map(({ id, sentence }) => ({ id, sentence }));
  output.write(json ? `${JSON.stringify(checks)}\n` : checks.map(({ id, sentence }) => `${id}\n      ${sentence}\n`).join(''));
  return 0;
}

async function registry(link: string | undefined, limits: Limits, options: ConformanceOptions, io: Front): Promise<number> {
  if (link === undefined) throw new UsageError(io.say('conformanceWhichRegistry'));
  const [{ judgeRegistry }, report] = await Promise.all([import('../conformance/judge-registry.js'), import('../conformance/report.js')]);
  const { patience, longestWait } = options;
  const judged = await judgeRegistry({
    link,
    limits,
    patience: patience * 1000,
    longestWait: longestWait * 1000,
    ...shared(options, io, report.outcomeLines),
  }).catch((error: unknown) => {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  });
  return conclude(judged, options, io);
}

async function peer(options: ConformanceOptions, io: Front): Promise<number> {
  const { command, patience } = options;
  if (command === undefined) throw new UsageError(io.say('conformanceWhichPeer'));
  const [{ judgePeer }, { subjectByCommand }, report] = await Promise.all([
    import('../conformance/judge-peer.js'),
    import('../conformance/peer/subject.js'),
    import('../conformance/report.js'),
  ]);
  const start = subjectByCommand(command);
  const judged = await judgePeer({ subject: command, start, patience: patience * 1000, ...shared(options, io, report.outcomeLines) });
  return conclude(judged, options, io);
}

type Limits = NonNullable<Parameters<typeof import('../conformance/judge-registry.js').judgeRegistry>[0]['limits']>;
type Report = Awaited<ReturnType<typeof import('../conformance/judge-registry.js').judgeRegistry>>;
type Outcome = Report['checks'][number];

/** People see every outcome as soon as it is known. */
function shared({ only, json }: ConformanceOptions, { output }: Io, linesOf: (outcome: Outcome) => string[]) {
  const onOutcome = (outcome: Outcome) => output.write(`${linesOf(outcome).join('\n')}\n`);
  return { ...(only !== undefined && { only }), ...(!json && { onOutcome }) };
}

async function conclude(report: Report, { json, only }: ConformanceOptions, { output, say }: Front): Promise<number> {
  const { exitCodeOf, summaryLine } = await import('../conformance/report.js');
  if (report.checks.length === 0) throw new UsageError(say('conformanceNoCheck', { only: only ?? '' }));
  output.write(json ? `${JSON.stringify(report)}\n` : `${summaryLine(report)}\n`);
  return exitCodeOf(report);
}
