// When somebody who may not be looking is called: by the bell, and by the terminal's own notifications where it has them. Only for
// what is meant for this user: a direct message, a mention, a request; and, if that is set, for every message.
import type { ChatMessage } from '../../index.js';
import type { ChatState } from '../chat-state.js';
import { mentions } from '../reading/markup.js';
import { targetKey, targetOf } from '../target.js';
import type { Away } from './away.js';
import type { People } from './people.js';

/** Who wrote something there so short a time ago is looking, ms. */
export const looksFor = 20_000;
/** Nobody is called more often, ms. */
export const callInterval = 1000;

type Heeded = ChatState & { readonly away: Away; readonly people: People };

export class Alerts {
  readonly #session: Heeded;
  #calledAt = Number.NEGATIVE_INFINITY;

  constructor(session: Heeded) {
    this.#session = session;
  }

  /** It names this user. */
  isMention({ from, text }: ChatMessage): boolean {
    const own = this.#session.peer.name.toLowerCase();
    return from.toLowerCase() !== own && mentions(text, [own]);
  }

  /** Nobody is called for it: that is muted, from earlier, read anyhow, or it waits for the return of who is away. */
  #isQuiet(message: ChatMessage): boolean {
    const { away, people } = this.#session;
    return message.isHistory || away.isAway || people.isMuted(targetOf(message)) || this.#isLookedAt(message);
  }

  /** A message was shown. */
  message(message: ChatMessage): void {
    const { say } = this.#session;
    if (this.#isQuiet(message)) return;
    const { from: name } = message;
    const target = targetOf(message);
    if (target.kind === 'peer') this.#call(true, say('notifyMessage', { name }));
    else if (this.isMention(message)) this.#call(true, say('notifyMention', { name, room: target.room }));
    else this.#call(false, say('notifyRoom', { name, room: target.room }));
  }

  request(name: string): void {
    const { away, people, say } = this.#session;
    if (!away.isAway && !people.isMuted({ kind: 'peer', name })) this.#call(true, say('notifyRequest', { name }));
  }

  #call(isPersonal: boolean, sentence: string): void {
    const { now, settings, view } = this.#session;
    const isWanted = (wish: 'off' | 'mentions' | 'all') => wish === 'all' || (wish === 'mentions' && isPersonal);
    const bell = isWanted(settings.get('bell'));
    const notification = isWanted(settings.get('notifications')) ? sentence : undefined;
    if ((!bell && notification === undefined) || now() - this.#calledAt < callInterval) return;
    this.#calledAt = now();
    view.alert?.({ bell, notification });
  }

  /** Its conversation is the current one, and something was typed a moment ago. */
  #isLookedAt(message: ChatMessage): boolean {
    const { lastTyped, now, target } = this.#session;
    return target !== undefined && targetKey(target) === targetKey(targetOf(message)) && now() - lastTyped < looksFor;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What makes a terminal show a notification: OSC 9 or OSC 777, by the variables that it makes itself known with; empty for one
 * that is not known to have any. In tmux and screen it is handed through to the terminal around them, which tmux does only where
 * `allow-passthrough` is on. `text` holds no control characters.
 */
export function notificationSequence(text: string, env: Environment): string {
  const short = text.slice(0, 200);
  // Fields are parted by `;`.
  const osc777 = `\u001b]777;notify;parley;${short.replaceAll(';', ',')}\u0007`;
  const osc9 = `\u001b]9;parley: ${short}\u0007`;
  const { KITTY_WINDOW_ID: kitty, STY: screen, TERM: terminal = '', TERM_PROGRAM: program = '', TMUX: tmux, VTE_VERSION: vte } = env;
  if (terminal === 'dumb') return '';
  const isInside = tmux || screen || /^(screen|tmux)/.test(terminal);
  // What is inside has only what is left of the variables of the terminal around it; most know OSC 9, and the others ignore it.
  const sequence = /^(rxvt|foot)/.test(terminal) || vte ? osc777 : isInside || kitty || knowOsc9.test(program) ? osc9 : '';
  if (sequence === '' || !isInside) return sequence;
  return tmux || /^tmux/.test(terminal)
    ? `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`
    : `\u001bP${sequence}\u001b\\`;
}

const knowOsc9 = /^(iTerm\.app|WezTerm|ghostty|rio)$/;
