// A chat with a person at a terminal.
import type { Readable, Writable } from 'node:stream';
import { type Look, type Style, styleFor } from './ansi.js';
import { complete } from './completion.js';
import { harmless } from './formatting.js';
import { pastLines, styledItem, styledMessage, styledNotice } from './render.js';
import { type Session, targetName } from './session.js';
import { openTerminal, type Terminal } from './terminal.js';
import type { View } from './view.js';
import { Desk } from './writing/desk.js';

/** So many other conversations are named in the prompt. */
const namedUnread = 3;

export interface Screen {
  readonly view: View;
  /** Reads and draws from now on, for this session. */
  open(session: Session): void;
  close(): void;
}

export interface ScreenOptions {
  readonly input: Readable;
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly look: Look;
  readonly canRedraw: boolean;
  readonly now?: () => number;
}

/** Until it is open, what is shown is simply written. */
export function createScreen({ input, output, look, canRedraw, now = Date.now }: ScreenOptions): Screen {
  const style = styleFor(look);
  let terminal: Terminal | undefined;
  let session: Session | undefined;
  let desk: Desk | undefined;
  const print = (lines: readonly string[]) => {
    if (terminal) terminal.print(lines);
    else output.write(lines.map((line) => `${line}\n`).join(''));
  };
  const refresh = () => {
    if (session && output.isTTY) terminal?.prompt(promptOf(session, style));
  };
  return {
    view: {
      message: (message) => print(styledMessage(message, style, now())),
      notice: (sentence) => print([styledNotice(sentence, style)]),
      list: (lines) => print(lines.map((line) => styledItem(line, style))),
      past: (messages, ownName) => print(messages.flatMap((message) => pastLines(message, ownName, style, now()))),
      refresh,
      clear: () => terminal?.clear(),
      edit: async (initial) => desk?.edit(initial),
    },
    open: (opened) => {
      session = opened;
      const writing = new Desk(opened);
      desk = writing;
      // One line after the other, so that what is typed quickly is done in order.
      let performed = Promise.resolve();
      terminal = openTerminal({
        input,
        output,
        canRedraw,
        prompt: output.isTTY ? promptOf(opened, style) : '',
        complete: (line) => complete(opened, line),
        composer: writing.composer,
        morePrompt: opened.say('promptMore'),
        onHistory: (lines) => writing.typed(lines),
        onWindow: (number) => opened.windows.goTo(number),
        onLine: (line) => {
          performed = performed.then(() => opened.perform(line));
        },
        onQuit: () => opened.end({ how: 'quit' }),
      });
      writing.open(terminal);
    },
    close: () => {
      terminal?.close();
      terminal = undefined;
    },
  };
}

/** Where text goes to, what is unread elsewhere, and whether the registry is away: `#lobby [bob 2]> `. */
export function promptOf({ target, unread, peer }: Session, style: Style): string {
  const others = [...unread.values()];
  const named = others.slice(0, namedUnread).map((other) => `${harmless(targetName(other.target))} ${other.count}`);
  const more = others.length > namedUnread ? ['…'] : [];
  const counts = named.length > 0 ? ` [${[...named, ...more].join(', ')}]` : '';
  const away = { connecting: ' (connecting)', offline: ' (no registry)', 'signed-out': ' (logged out)', online: '' }[peer.state.state];
  const where = target ? harmless(targetName(target)) : 'parley';
  return `${style.bold(where)}${style.dim(`${counts}${away}`)}> `;
}
