// What is shown of messages and notices, as lines. All that others wrote is made harmless here, right before it is shown.
import type { ChatMessage, StoredMessage } from '../index.js';
import type { Style } from './ansi.js';
import { formatLine, harmless, harmlessLines } from './formatting.js';

/** Stands for the end of a line where an event has to be one line. */
export const lineBreakMark = '⏎';

/** The parts of a message that are shown; `room` is undefined in a direct one. */
interface Shown {
  readonly room: string | undefined;
  readonly from: string;
  readonly text: string;
}

/** `alice: text` or `#room alice: text`: one line an event, for programs. */
export function plainMessage(message: ChatMessage): string {
  return plain({ room: roomOf(message), from: message.from, text: message.text });
}

/** `* sentence`, one line. */
export function plainNotice(sentence: string): string {
  return `* ${harmless(sentence, lineBreakMark)}`;
}

/** A message in a terminal: local time, where, who, text; further lines are marked so that they pass for nothing else. */
export function styledMessage(message: ChatMessage, style: Style, now: number): string[] {
  return styled({ room: roomOf(message), from: message.from, text: message.text }, message.sentAt, style, now);
}

/** A notice in a terminal. */
export function styledNotice(sentence: string, style: Style): string {
  return style.dim(`* ${harmless(sentence)}`);
}

/** A line of a list in a terminal. */
export function styledItem(text: string, style: Style): string {
  return style.dim(`- ${harmless(text)}`);
}

/** A stored message, for `/history`. */
export function pastLines(message: StoredMessage, ownName: string, style: Style, now: number): string[] {
  const shown = pastShown(message, ownName);
  const lines = styled(shown, Date.parse(message.sentAt), style, now);
  const fate = fateOf(message);
  return fate ? [...lines.slice(0, -1), `${lines.at(-1)} ${style.dim(`(${harmless(fate)})`)}`] : lines;
}

/** The same in one line, for programs; begins with `* `, as it is not an event of its own. */
export function plainPast(message: StoredMessage, ownName: string): string {
  const fate = fateOf(message);
  const when = message.sentAt.replace(/\.\d+/, '');
  return plainNotice(`${when} ${plain(pastShown(message, ownName))}${fate ? ` (${fate})` : ''}`);
}

/** Local time of day; with the date where that is not today's. */
export function localTime(at: number, now: number): string {
  const when = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(when.getHours())}:${two(when.getMinutes())}`;
  if (when.toDateString() === new Date(now).toDateString()) return time;
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${time}`;
}

function roomOf({ conversation }: ChatMessage | StoredMessage): string | undefined {
  return conversation.kind === 'room' ? conversation.room : undefined;
}

function plain({ room, from, text }: Shown): string {
  const where = room === undefined ? '' : `#${harmless(room)} `;
  return `${where}${harmless(from)}: ${harmless(text, lineBreakMark)}`;
}

function styled({ room, from, text }: Shown, at: number, style: Style, now: number): string[] {
  const [first = '', ...more] = harmlessLines(text).map((line) => formatLine(line, style));
  const time = localTime(at, now);
  const where = room === undefined ? '' : style.dim(`#${harmless(room)} `);
  const indent = `${' '.repeat(time.length)} ${style.dim('|')} `;
  return [`${style.dim(time)} ${where}${style.person(from)(`${harmless(from)}:`)} ${first}`, ...more.map((line) => indent + line)];
}

function pastShown(message: StoredMessage, ownName: string): Shown {
  const from = message.author ?? ownName;
  const isOwnDirect = message.conversation.kind === 'direct' && message.author === undefined;
  const to = message.conversation.kind === 'direct' ? message.conversation.peer : '';
  return { room: roomOf(message), from: isOwnDirect ? `${from} to ${to}` : from, text: message.text };
}

/** What became of a message of this user, where it is not simply delivered. */
function fateOf({ deliveries }: StoredMessage): string | undefined {
  const refused = deliveries.filter(({ state }) => state === 'refused');
  const waiting = deliveries.filter(({ state }) => state === 'queued' || state === 'sent');
  const parts = [
    ...refused.map(({ recipient, reason }) => `refused by ${recipient}${reason === undefined ? '' : `: ${reason}`}`),
    ...(waiting.length > 0 ? [`waiting for ${waiting.map(({ recipient }) => recipient).join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}
