// The command `parley` and its subcommands: what can be given, and which part of the program it loads.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { Argument, Command, CommanderError, Option } from 'commander';
import type { ChatCommandOptions } from './chat.js';
import { conformanceCommand } from './conformance.js';
import { type Io, processIo, UsageError } from './io.js';
import type { Library } from './library.js';
import { readLimit } from './limit-flag.js';
import type { ListenCommandOptions } from './programs/listen.js';
import type { ProgramOutline } from './programs/outline.js';
import type { SendCommandOptions } from './programs/send.js';
import type { RegistryCommandOptions } from './registry.js';
import { addSettingFlags } from './settings/flags.js';
import { collected, logLevels, readCount, readHostAndPort, readInspectorPort, readNumber, readPort, type Shell, shells } from './values.js';
import type { Watch, WatchOptions } from './watching.js';

const usageExit = 2;

/** Runs what the arguments ask for; gives the exit code. What the library needs is loaded only where it is used. */
export async function run(args: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const program = await buildProgram(args, io, async (result) => {
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

async function buildProgram(args: readonly string[], io: Io, finish: Finish): Promise<Command> {
  const program = newCommand('parley', io).description('A peer-to-peer chat for the terminal. Without a command it is: parley chat');
  program.addHelpCommand('help [command]', 'help for a command');
  addChat(program, io, finish);
  addSend(program, io, finish);
  addListen(program, io, finish);
  await addRegistry(program, args, io, finish);
  addDemo(program, io, finish);
  addForget(program, io, finish);
  addCompletion(program, io, finish);
  program.addCommand(await conformanceCommand(newCommand('conformance', io), args, io, finish));
  return program;
}

type Finish = (result: Promise<number>) => Promise<void>;

function newCommand(name: string, { output, errors }: Io): Command {
  return new Command(name)
    .version(version(), '-V, --version', 'the version of this program')
    .helpOption('-h, --help', 'this help')
    .configureOutput({ writeOut: (text) => output.write(text), writeErr: (text) => errors.write(text) })
    .showHelpAfterError('(--help shows what can be given)')
    .exitOverride();
}

function addChat(program: Command, io: Io, finish: Finish): void {
  const chat = newCommand('chat', io)
    .description('Chat. When standard input is no terminal, its lines are commands and every event is one plain line.')
    .argument('[LINK]', "the registry: parley://HOST:PORT#FINGERPRINT or HOST:PORT (or PARLEY_REGISTRY); without it, this machine's own");
  addSignIn(chat)
    .option('--json', 'objects of JSON instead of lines for people, a command or an event a line')
    .option('--settings <FILE>', "the settings (standard: settings.conf in DIR or the platform's own place)");
  addInspect(chat);
  addSettingFlags(chat);
  chat.action(async (link: string | undefined, options: Omit<ChatCommandOptions, 'link'> & WatchOptions) => {
    // All at once: what a person's chat needs is read while the rest is compiled.
    const personal = io.input.isTTY && !options.json ? import('./person.js') : undefined;
    const [{ chat: talk }, library] = await Promise.all([import('./chat.js'), import('../index.js'), personal]);
    const given = { ...options, ...(link === undefined ? {} : { link }) };
    await finish(watched('parley chat', options, library, (shown, watch) => talk({ ...given, ...watch }, io, shown)));
  });
  program.addCommand(chat, { isDefault: true });
}

function addSend(program: Command, io: Io, finish: Finish): void {
  const send = newCommand('send', io)
    .description('Send one message. Exit code 0: delivered; 1: not sent; 3: kept, and sent when you are here again.')
    .argument('<NAME|#ROOM>', 'who gets it')
    .argument('[TEXT...]', 'what is sent; without it, standard input')
    .option('--registry <LINK>', "the registry (or PARLEY_REGISTRY); without it, this machine's own")
    .option('--queue', 'exit code 0 as soon as it is stored')
    .option('--join', 'goes into the room first')
    .option('--wait <SECONDS>', 'how long to wait for the delivery (standard 10)', readNumber);
  addSignIn(send).action(async (to: string, words: string[], options: Omit<SendCommandOptions, 'to' | 'text'>) => {
    const [{ send: perform }, library] = await Promise.all([import('./programs/send.js'), import('../index.js')]);
    await finish(perform({ ...options, to, ...(words.length === 0 ? {} : { text: words.join(' ') }) }, io, library));
  });
  program.addCommand(send);
}

function addListen(program: Command, io: Io, finish: Finish): void {
  const listen = newCommand('listen', io)
    .description('Be online to hear: every event is one line, until Ctrl-C.')
    .argument('[LINK]', "the registry (or PARLEY_REGISTRY); without it, this machine's own")
    .option('--json', 'objects of JSON instead of lines for people')
    .option('--accept <NAME>', "whose requests to chat are accepted; '*' stands for everybody; can be given again", collected)
    .option('--join <ROOM>', 'a room to go into first; can be given again', collected)
    .option('--count <NUMBER>', 'ends after so many messages', readCount);
  addSignIn(listen).action(async (link: string | undefined, options: Omit<ListenCommandOptions, 'link'>) => {
    const [{ listen: hear }, library] = await Promise.all([import('./programs/listen.js'), import('../index.js')]);
    await finish(hear({ ...options, ...(link === undefined ? {} : { link }) }, io, library));
  });
  program.addCommand(listen);
}

/** Who goes online, and how. */
function addSignIn(command: Command): Command {
  return command
    .option('--user <NAME>', 'who logs in')
    .option('--register', 'register the name first if it is free')
    .option('--password-file <FILE>', 'its first line is the password (or PARLEY_PASSWORD); else it is asked')
    .option('--local', 'the registry of this machine, without asking; it is started if it does not run')
    .option('--data <DIR>', 'where contacts, keys and messages are kept')
    .option('--listen <HOST:PORT>', 'where other peers dial to (standard: every interface, a free port)', readHostAndPort)
    .option('--public-host <HOST>', 'the address told to others, if not the one that the registry sees')
    .option('--public-port <PORT>', 'the port told to others, if not the one listened on, as of a router', readPort)
    .option('--limit <NAME=VALUE>', 'a time or limit of this peer (docs/reliability.md); can be given again', readLimit)
    .option('--log <FILE>', 'adds what happens to FILE, as JSON lines; never a message or a password')
    .addOption(new Option('--log-level <LEVEL>', 'what is logged').choices(logLevels).default('info'));
}

function addCompletion(program: Command, io: Io, finish: Finish): void {
  const completion = newCommand('completion', io)
    .description('Print the completion for a shell; its first lines say where it goes.')
    .addArgument(new Argument('<SHELL>', 'which shell').choices(shells))
    .action(async (shell: Shell) => {
      const [{ completionFor }, outline] = await Promise.all([import('./programs/completion.js'), wholeOutline(io)]);
      io.output.write(completionFor(shell, outline));
      await finish(Promise.resolve(0));
    });
  program.addCommand(completion);
}

/** Every command with all its flags, as the shells' completion and the man page want it. */
export async function wholeOutline(io: Io): Promise<ProgramOutline> {
  const { outlineOf } = await import('./programs/outline.js');
  return outlineOf(await buildProgram(['registry'], io, () => Promise.resolve()));
}

/** Its flags come from the protocol's table of limits, which is loaded only when they are asked for. */
async function addRegistry(program: Command, args: readonly string[], io: Io, finish: Finish): Promise<void> {
  const registry = newCommand('registry', io).description('Run a registry for others. It prints its link when it is ready.');
  program.addCommand(registry);
  if (!args.includes('registry')) return;
  const [{ addSettings, settingsGiven }, library] = await Promise.all([import('./options.js'), import('../index.js')]);
  registry
    .option('--listen <HOST:PORT>', 'TCP and UDP (standard: every interface, port 7070; port 0 is a free one)', readHostAndPort)
    .option('--public-host <HOST>', 'the host that the link names (standard: the first address of this machine that fits)')
    .option('--data <DIR>', 'where accounts, rooms and keys are kept')
    .option('--plain', 'no TLS; on loopback only')
    .addOption(new Option('--log-level <LEVEL>', 'what is logged').choices(logLevels).default('info'));
  addInspect(registry)
    .addOption(new Option('--idle-exit <SECONDS>').argParser(readNumber).hideHelp())
    .addOption(new Option('--state-file <FILE>').hideHelp());
  addSettings(registry, library.registrySettings);
  registry.action(async (options: Omit<RegistryCommandOptions, 'limits'> & WatchOptions) => {
    const { runRegistry } = await import('./registry.js');
    const given = { ...options, limits: settingsGiven(library.registrySettings, { ...options }) };
    await finish(watched('parley registry', options, library, (shown, watch) => runRegistry({ ...given, ...watch }, io, shown)));
  });
}

function addDemo(program: Command, io: Io, finish: Finish): void {
  const demo = newCommand('demo', io)
    .description('Watch a registry and three peers chat by themselves, for about ten seconds.')
    .action(async (options: WatchOptions) => {
      const [{ demo: play }, library] = await Promise.all([import('./demo.js'), import('../index.js')]);
      const step = { pause: (ms: number) => pause(ms) };
      await finish(watched('parley demo', options, library, (shown, watch) => play({ ...step, ...watch }, io, shown)));
    });
  addInspect(demo);
  program.addCommand(demo);
}

/** Does the work, with what shows its actors if that is wanted; nothing of it is loaded if it is not. */
async function watched(title: string, options: WatchOptions, library: Library, work: WatchedWork): Promise<number> {
  if (options.inspect === undefined && !options.inspectTexts) return work(library);
  const { whileWatched } = await import('./watching.js');
  return whileWatched({ ...options, title, version: version() }, library, work);
}

type WatchedWork = (library: Library, watch?: Watch) => Promise<number>;

function addInspect(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--inspect [PORT]',
        'shows every state chart live, on a page of this machine alone (docs/inspector.md); --inspect=PORT',
      ).argParser(readInspectorPort),
    )
    .option('--inspect-texts', 'shows there what people say, too');
}

/** The port of `--inspect` is what stands behind its `=`; what follows it as a word of its own is not meant. */
function portsApart(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return args.map((arg, index) => (arg === '--inspect' && index < end ? '--inspect=0' : arg));
}

function addForget(program: Command, io: Io, finish: Finish): void {
  const forget = newCommand('forget', io)
    .description('Forget the key of a registry, to trust the next one that it shows.')
    .argument('<HOST:PORT>', 'the registry, or its link')
    .option('--data <DIR>', 'where contacts, keys and messages are kept')
    .action(async (address: string, { data }: { readonly data?: string }) => {
      const [{ forget: perform }, library] = await Promise.all([import('./forget.js'), import('../index.js')]);
      await finish(perform(address, data, io, library));
    });
  program.addCommand(forget);
}

function version(): string {
  const { version: text }: { readonly version: string } = createRequire(import.meta.url)('parley/package.json');
  return text;
}
