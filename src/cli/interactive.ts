// A chat with a person at a terminal.
import type { Readable, Writable } from 'node:stream';
import type { Look } from './ansi.js';
import { perform } from './commands/perform.js';
import { complete } from './completion.js';
import { notificationSequence } from './living/alerts.js';
import { openPlainTerminal } from './plain-terminal.js';
import { harmless } from './reading/harmless.js';
import { createReadingView } from './reading/reading-view.js';
import { promptOf } from './screen/prompt.js';
import type { Session } from './session.js';
import { Settings } from './settings/settings.js';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';
import type { View } from './view.js';
import { Desk } from './writing/desk.js';

export interface Screen {
  readonly view: View;
  /** Reads and draws from now on, for this session. */
  open(session: Session): void;
  close(): void;
}

export interface ScreenOptions {
  readonly input: Readable;
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly look: Look;
  /** A screen reader's view never is, whatever is said here. */
  readonly canRedraw: boolean;
  readonly settings?: Settings;
  readonly say?: Say;
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Until it is open, what is shown is simply written. */
export function createScreen(options: ScreenOptions): Screen {
  const { input, output, look, settings = new Settings(), say = english, now = Date.now, env = process.env } = options;
  const isSpoken = settings.get('screen-reader');
  const canRedraw = options.canRedraw && !isSpoken;
  // Elsewhere, and in Emacs, which echoes by itself, whole lines come.
  const readsKeys = output.isTTY === true && 'setRawMode' in input && !env['INSIDE_EMACS'];
  const openPlain = (plain: TerminalOptions) => openPlainTerminal({ ...plain, repeatsTyped: !isSpoken });
  const columns = () => output.columns ?? 80;
  let terminal: Terminal | undefined;
  let session: Session | undefined;
  let desk: Desk | undefined;
  const print = (lines: readonly string[]) => {
    if (terminal) terminal.print(lines);
    else output.write(lines.map((line) => `${line}\n`).join(''));
  };
  const reading = createReadingView({
    look,
    settings,
    say,
    columns,
    ownName: () => session?.peer.name,
    now,
    print,
  });
  // A prompt that is read out after every line would be no help: commands say where text goes.
  const promptText = (of: Session) => (output.isTTY && !isSpoken ? promptOf(of, reading.style(), columns()) : '');
  const refresh = () => {
    if (session) terminal?.prompt(promptText(session));
  };
  return {
    view: {
      message: reading.message,
      notice: reading.notice,
      list: reading.list,
      past: reading.past,
      refresh,
      clear: () => terminal?.clear(),
      alert: ({ bell, notification }) => {
        const sequence = notification === undefined ? '' : notificationSequence(harmless(notification), env);
        if (output.isTTY) output.write(`${sequence}${bell ? '\u0007' : ''}`);
      },
      edit: async (initial) => desk?.edit(initial),
    },
    open: (opened) => {
      session = opened;
      const writing = new Desk(opened, env);
      desk = writing;
      // One line after the other, so that what is typed quickly is done in order.
      let performed = Promise.resolve();
      const ends = { input, output, canRedraw, canBracket: readsKeys && env['TERM'] !== 'dumb', flowsAnew: flowsAnew(env) };
      const open = canRedraw || !readsKeys ? openTerminal : openPlain;
      terminal = open({
        ...ends,
        prompt: promptText(opened),
        complete: (line) => complete(opened, line),
        composer: writing.composer,
        morePrompt: opened.say('promptMore'),
        onHistory: (lines) => writing.typed(lines),
        onLine: (line) => {
          performed = performed.then(() => perform(opened, line));
        },
        // In its turn: what was typed before goes where it was typed.
        onWindow: (number) => {
          performed = performed.then(() => opened.windows.goTo(number));
        },
        onLeaveAsk: () => reading.notice(opened.say('leaveAsk')),
        onQuit: () => opened.end({ how: 'quit' }),
      });
      writing.open(terminal);
    },
    close: () => {
      desk?.close();
      terminal?.close();
      terminal = undefined;
    },
  };
}

/** Whether this is a terminal known to do so, by the variables that it makes itself known with. */
function flowsAnew(env: Readonly<Record<string, string | undefined>>): boolean {
  const marks = ['TMUX', 'VTE_VERSION', 'KITTY_WINDOW_ID', 'WT_SESSION', 'ALACRITTY_WINDOW_ID', 'KONSOLE_VERSION'];
  const isProgram = /^(iTerm\.app|WezTerm|ghostty|rio)$/.test(env['TERM_PROGRAM'] ?? '');
  return isProgram || /^(foot|tmux|alacritty|xterm-kitty|xterm-ghostty)/.test(env['TERM'] ?? '') || marks.some((mark) => env[mark]);
}
