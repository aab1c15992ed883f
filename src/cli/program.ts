// The command `parley` and its subcommands: what can be given, and which part of the program it loads.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command, CommanderError, Option } from 'commander';
import type { Api } from './api.js';
import type { ChatCommandOptions } from './chat-options.js';
import { conformanceCommand } from './conformance.js';
import { describe, newCommand } from './help.js';
import { type Io, processIo, UsageError } from './io.js';
import { readLimit } from './limit-flag.js';
import type { ListenCommandOptions } from './programs/listen.js';
import type { ProgramOutline } from './programs/outline.js';
import type { SendCommandOptions } from './programs/send.js';
import { replayCommand } from './recordings/command.js';
import type { RecordedRun, RecordOptions } from './recordings/recorded.js';
import type { RegistryCommandOptions } from './registry.js';
import { addSettingFlags } from './settings/flags.js';
import type { Say } from './texts/catalogue.js';
import { textsFor } from './texts/texts.js';
import { collected, logLevels, readCount, readHostAndPort, readInspectorPort, readNumber, readPort, type Shell, shells } from './values.js';
import type { Watch, WatchOptions } from './watching.js';

const usageExit = 2;

/** Runs what the arguments ask for; gives the exit code. What the library needs is loaded only where it is used. */
export async function run(args: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const program = await buildProgram(args, { ...io, say: await textsFor(io.env) }, async (result) => {
    exitCode = await result;
  });
  try {
    await program.parseAsync(portsApart(args), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExit;
    io.errors.write(`parley: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? usageExit : 1;
  }
}

async function buildProgram(args: readonly string[], io: Front, finish: Finish): Promise<Command> {
  const program = command('parley', io);
  program.addHelpCommand('help [command]', io.say('about.help'));
  addChat(program, io, finish);
  addSend(program, io, finish);
  addListen(program, io, finish);
  await addRegistry(program, args, io, finish);
  addDemo(program, io, finish);
  addForget(program, io, finish);
  addCompletion(program, io, finish);
  program.addCommand(replayCommand(command('replay', io), io, finish));
  program.addCommand(await conformanceCommand(command('conformance', io), args, io, finish));
  return describe(program, io.say);
}

type Finish = (result: Promise<number>) => Promise<void>;
/** What a command line is seen by, and its language: of the help and of complaints. */
type Front = Io & { readonly say: Say };

const command = (name: string, io: Front): Command => newCommand(name, version(), io, io.say);

function addChat(program: Command, io: Front, finish: Finish): void {
  const chat = command('chat', io).argument('[LINK]');
  addSignIn(chat).option('--json').option('--settings <FILE>');
  addInspect(chat);
  addSettingFlags(chat, io.say);
  chat.action(async (link: string | undefined, options: Omit<ChatCommandOptions, 'link'> & WatchOptions & RecordOptions) => {
    // All at once: what a person's chat needs is read while the rest is compiled.
    const personal = io.input.isTTY && !options.json ? import('./person.js') : undefined;
    const [{ chat: talk }, api] = await Promise.all([import('./chat.js'), import('../index.js'), personal]);
    const given = { ...options, ...(link === undefined ? {} : { link }) };
    await finish(watched('parley chat', options, io, api, (shown, watch) => talk({ ...given, ...watch }, io, shown)));
  });
  program.addCommand(chat, { isDefault: true });
}

function addSend(program: Command, io: Front, finish: Finish): void {
  const send = command('send', io)
    .argument('<NAME|#ROOM>')
    .argument('[TEXT...]')
    .option('--registry <LINK>')
    .option('--queue')
    .option('--join')
    .option('--wait <SECONDS>', '', readNumber);
  addSignIn(send).action(async (to: string, words: string[], options: Omit<SendCommandOptions, 'to' | 'text'>) => {
    const [{ send: perform }, api] = await Promise.all([import('./programs/send.js'), import('../index.js')]);
    await finish(perform({ ...options, to, ...(words.length === 0 ? {} : { text: words.join(' ') }) }, io, api));
  });
  program.addCommand(send);
}

function addListen(program: Command, io: Front, finish: Finish): void {
  const listen = command('listen', io)
    .argument('[LINK]')
    .option('--json')
    .option('--accept <NAME>', '', collected)
    .option('--join <ROOM>', '', collected)
    .option('--count <NUMBER>', '', readCount);
  addSignIn(listen).action(async (link: string | undefined, options: Omit<ListenCommandOptions, 'link'>) => {
    const [{ listen: hear }, api] = await Promise.all([import('./programs/listen.js'), import('../index.js')]);
    await finish(hear({ ...options, ...(link === undefined ? {} : { link }) }, io, api));
  });
  program.addCommand(listen);
}

/** Who goes online, and how. */
function addSignIn(signsIn: Command): Command {
  return signsIn
    .option('--user <NAME>')
    .option('--register')
    .option('--password-file <FILE>')
    .option('--local')
    .option('--data <DIR>')
    .option('--listen <HOST:PORT>', '', readHostAndPort)
    .option('--public-host <HOST>')
    .option('--public-port <PORT>', '', readPort)
    .option('--limit <NAME=VALUE>', '', readLimit)
    .option('--log <FILE>')
    .addOption(new Option('--log-level <LEVEL>').choices(logLevels).default('info'));
}

function addCompletion(program: Command, io: Front, finish: Finish): void {
  const completion = command('completion', io)
    .addArgument(new Argument('<SHELL>').choices(shells))
    .action(async (shell: Shell) => {
      const [{ completionFor }, outline] = await Promise.all([import('./programs/completion.js'), wholeOutline(io)]);
      io.output.write(completionFor(shell, outline));
      await finish(Promise.resolve(0));
    });
  program.addCommand(completion);
}

/** Every command with all its flags, as the shells' completion and the man page want it. */
export async function wholeOutline(io: Front): Promise<ProgramOutline> {
  const { outlineOf } = await import('./programs/outline.js');
  return outlineOf(await buildProgram(['registry'], io, () => Promise.resolve()));
}

/** Its flags come from the protocol's table of limits, which is loaded only when they are asked for. */
async function addRegistry(program: Command, args: readonly string[], io: Front, finish: Finish): Promise<void> {
  const registry = command('registry', io);
  program.addCommand(registry);
  if (!args.includes('registry')) return;
  const [{ addSettings, settingsGiven }, api] = await Promise.all([import('./options.js'), import('../index.js')]);
  registry
    .option('--listen <HOST:PORT>', '', readHostAndPort)
    .option('--public-host <HOST>')
    .option('--data <DIR>')
    .option('--plain')
    .addOption(new Option('--log-level <LEVEL>').choices(logLevels).default('info'));
  addInspect(registry)
    .addOption(new Option('--idle-exit <SECONDS>').argParser(readNumber).hideHelp())
    .addOption(new Option('--state-file <FILE>').hideHelp());
  addSettings(registry, api.registrySettings, io.say);
  registry.action(async (options: Omit<RegistryCommandOptions, 'limits'> & WatchOptions & RecordOptions) => {
    const { runRegistry } = await import('./registry.js');
    const given = { ...options, limits: settingsGiven(api.registrySettings, { ...options }) };
    await finish(watched('parley registry', options, io, api, (shown, watch) => runRegistry({ ...given, ...watch }, io, shown)));
  });
}

function addDemo(program: Command, io: Front, finish: Finish): void {
  const demo = command('demo', io).action(async (options: WatchOptions & RecordOptions) => {
    const [{ demo: play }, api] = await Promise.all([import('./demo.js'), import('../index.js')]);
    const step = { pause: (ms: number) => pause(ms) };
    await finish(watched('parley demo', options, io, api, (shown, watch) => play({ ...step, ...watch }, io, shown)));
  });
  addInspect(demo);
  program.addCommand(demo);
}

/** Does the work, with what records and shows its actors if that is wanted; nothing of either is loaded if it is not. */
async function watched(title: string, options: WatchOptions & RecordOptions, io: Front, api: Api, work: WatchedWork): Promise<number> {
  const { record, ...shown } = options;
  if (record === undefined) return inspected(title, shown, io.say, api, work);
  const { whileRecorded } = await import('./recordings/recorded.js');
  return whileRecorded(record, io, api, (recorded, run) =>
    inspected(title, shown, io.say, recorded, (watchedToo, watch) => {
      const whereToLook = (say: Say) => [...(watch?.whereToLook?.(say) ?? []), ...run.whereToLook(say)];
      return work(watchedToo, { ...watch, ...run, whereToLook });
    }),
  );
}

async function inspected(title: string, options: WatchOptions, say: Say, api: Api, work: WatchedWork): Promise<number> {
  if (options.inspect === undefined && !options.inspectTexts) return work(api);
  const { whileWatched } = await import('./watching.js');
  return whileWatched({ ...options, title, version: version(), say }, api, work);
}

type WatchedWork = (api: Api, watch?: Partial<Watch & RecordedRun>) => Promise<number>;

function addInspect(inspected: Command): Command {
  return inspected
    .addOption(new Option('--inspect [PORT]').argParser(readInspectorPort))
    .option('--inspect-texts')
    .option('--record <FILE>');
}

/** The port of `--inspect` is what stands behind its `=`; what follows it as a word of its own is not meant. */
function portsApart(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return args.map((arg, index) => (arg === '--inspect' && index < end ? '--inspect=0' : arg));
}

function addForget(program: Command, io: Front, finish: Finish): void {
  const forget = command('forget', io)
    .argument('<HOST:PORT>')
    .option('--data <DIR>')
    .action(async (address: string, { data }: { readonly data?: string }) => {
      const [{ forget: perform }, api] = await Promise.all([import('./forget.js'), import('../index.js')]);
      await finish(perform(address, data, io, api));
    });
  program.addCommand(forget);
}

function version(): string {
  const { version: text }: { readonly version: string } = createRequire(import.meta.url)('parley/package.json');
  return text;
}
