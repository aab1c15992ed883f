// A chat with a person at a terminal: asks what is not given, opens the prompt at once, and goes online behind it.
import { ParleyError, type Peer } from '../index.js';
import { lookOf } from './ansi.js';
import type { Api } from './api.js';
import type { ChatCommandOptions } from './chat-options.js';
import { type ChosenRegistry, chooseRegistry, type RegistryChoice } from './choose-registry.js';
import { askCredentials, givenCredentials } from './credentials.js';
import { tellEvents } from './events.js';
import { createScreen } from './interactive.js';
import type { Io } from './io.js';
import { dataDirectory, recentFile, settingsFile } from './paths.js';
import { Cancelled, terminalQuestions } from './prompts.js';
import { inRows } from './reading/wrap.js';
import { recentNames } from './recent.js';
import type { Reporter } from './recordings/report.js';
import { plainNotice } from './render.js';
import { refusalSentence } from './sentences.js';
import { Session } from './session.js';
import { askScreenReader } from './settings/first-run.js';
import { applyFlags } from './settings/flags.js';
import { watchProgress } from './settings/progress.js';
import { loadSettings, type Settings } from './settings/settings.js';
import { complaint, keepingRegistry, makePeer, start } from './sign-in.js';
import { finish, type Outcome } from './take-leave.js';
import type { Say } from './texts/catalogue.js';
import { textsFor } from './texts/texts.js';

/** After these another name or password helps; the person is asked again. */
const mendable: ReadonlySet<string> = new Set(['wrong-credentials', 'name-taken', 'name-invalid']);

/** What the parts of this chat share. */
interface Room {
  readonly io: Io;
  readonly settings: Settings;
  readonly say: Say;
  readonly tell: (sentence: string) => void;
  readonly report: Reporter;
  /** Whether what happens is written to a file: what tells that it cannot be any more. */
  readonly onRecordingFailure: ChatCommandOptions['onRecordingFailure'];
}

/** Gives the exit code. @throws UsageError */
export async function chatWithPerson(options: ChatCommandOptions, io: Io, api: Api): Promise<number> {
  // Read while questions are asked.
  const recordings = import('./recordings/past.js');
  const given = await givenCredentials(options, io.env);
  const data = dataDirectory(options.data);
  const settings = await loadSettings(settingsFile(options));
  applyFlags(settings, { ...options });
  const language = settings.get('language');
  const say = await textsFor(io.env, language === 'auto' ? undefined : language);
  const tell = (sentence: string) => io.output.write(inRows(plainNotice(sentence), io.output));
  for (const sentence of options.whereToLook?.(say) ?? []) tell(sentence);
  const questions = terminalQuestions(io.input, io.output, say);
  for (const { where, values } of settings.complaints)
    tell(values ? say('settingNoValue', { ...where, values }) : say('settingNoSuch', where));
  try {
    const choice = await chooseRegistry({ ...options, data }, io, api, questions, say);
    await askScreenReader(settings, questions, io.env, choice.isFirstRun === true, say);
    let registry = choice.expected ?? (await settledNow(choice, say, tell));
    let left = given;
    const { keepPast, reporterOf } = await recordings;
    const past = options.past ?? keepPast(api);
    const report = reporterOf(past, data);
    for (;;) {
      const recent = await recentNames(recentFile(data), registry.address);
      const credentials = await askCredentials(left, recent.names, questions, tell, say);
      const peer = makePeer(options, data, registry, credentials, options.past ? api : past.api);
      const room = { io, settings, say, tell, report, onRecordingFailure: options.onRecordingFailure };
      const { failure, moved, exitCode } = await personsChat(peer, registry, choice, room, () => recent.remember(credentials.name));
      if (moved) {
        tell(say('ownRegistryMoved'));
        registry = moved;
        left = { name: credentials.name, password: credentials.password, register: credentials.register !== false };
        continue;
      }
      if (!failure) return exitCode;
      io.errors.write(complaint(failure, registry, say));
      if (!(failure instanceof ParleyError && mendable.has(failure.reason))) return 1;
      left = { ...left, name: undefined, password: undefined };
      registry = await choice.settle();
    }
  } catch (error) {
    if (error instanceof Cancelled) return 1;
    throw error;
  }
}

/** Waits for a registry that was never here before: nothing can be asked until then. */
async function settledNow({ settle }: RegistryChoice, say: Say, tell: (sentence: string) => void): Promise<ChosenRegistry> {
  tell(say('ownRegistryStarting'));
  const registry = await settle();
  if (registry.announcement) tell(registry.announcement);
  return registry;
}

interface PersonsOutcome extends Outcome {
  /** The registry is not where it was expected: begin again there. */
  readonly moved?: ChosenRegistry;
}

async function personsChat(
  peer: Peer,
  registry: ChosenRegistry,
  { settle }: RegistryChoice,
  { io, settings, say, report, onRecordingFailure }: Room,
  remember: () => Promise<void>,
): Promise<PersonsOutcome> {
  const canRedraw = io.output.isTTY === true && io.env['TERM'] !== 'dumb';
  const look = lookOf(io.output, io.env);
  const screen = createScreen({ input: io.input, output: io.output, look, canRedraw, settings, say });
  const session = new Session({ peer, view: screen.view, isScript: false, settings, say, report });
  onRecordingFailure?.((sentence) => screen.view.notice(sentence), say);
  const stops = [tellEvents(session), io.onSignal(() => session.end({ how: 'signal' })), watchProgress(session)];
  try {
    screen.open(session);
    const isOver = session.ended.then(() => undefined);
    const there = await Promise.race([settle(), isOver]);
    if (there && there.link !== registry.link) {
      screen.close();
      await peer.close();
      return { moved: there, exitCode: 1 };
    }
    // Told already where it was waited for.
    if (there?.announcement && !registry.announcement) screen.view.notice(there.announcement);
    const isStarted = there && (await Promise.race([start(session), isOver]));
    if (isStarted) {
      screen.view.notice(
        there.announcement
          ? say('youAreOnline', { name: peer.name })
          : say('youAreOnlineLink', { name: peer.name, link: peer.status.registryLink }),
      );
      screen.view.notice(say('firstCommands'));
      screen.view.refresh();
      await remember().catch((error: unknown) => screen.view.notice(refusalSentence(error, say)));
    }
    const ending = await keepingRegistry(registry, peer, () => session.ended);
    screen.close();
    return await finish(session, ending);
  } catch (failure) {
    screen.close();
    await peer.close();
    return { failure, exitCode: 1 };
  } finally {
    for (const stop of stops) stop();
  }
}
