// Commands about what is read: what was said, where it was said, how it is shown; and what one does.
import type { Session } from '../session.js';
import { targetName } from '../target.js';
import { wholeNumber } from './arguments.js';
import { type Command, command } from './command.js';

const usualHistory = 20;
const longestHistory = 1000;
const mostFound = 50;

export const readingCommands: readonly Command[] = [
  command({
    name: 'history',
    arguments: [{ name: 'N', kind: 'number', isOptional: true }],
    help: `the last N messages here, or of all chats (${usualHistory})`,
    run: async ({ people, peer, view, target, say }, word) => {
      const wanted = word === undefined ? usualHistory : wholeNumber(word);
      if (wanted === undefined || wanted < 1) {
        view.notice(say('historyHowMany', { most: longestHistory }));
        return;
      }
      const conversation = target && (target.kind === 'room' ? { room: target.room } : { peer: target.name });
      const messages = people.shown(await peer.history(conversation, Math.min(wanted, longestHistory)));
      const count = messages.length;
      const where = target ? targetName(target) : '';
      if (!target) view.notice(count === 0 ? say('historyNone') : say('historyLast', { count }));
      else if (target.kind === 'room') view.notice(say(count === 0 ? 'historyNoneIn' : 'historyLastIn', { count, where }));
      else view.notice(say(count === 0 ? 'historyNoneWith' : 'historyLastWith', { count, where }));
      view.past(messages, peer.name);
    },
  }),
  command({
    name: 'find',
    aliases: ['grep'],
    arguments: [{ name: 'WORDS', kind: 'text' }],
    help: `the last ${mostFound} of all messages with words that begin so`,
    run: async ({ people, peer, view, say }, words = '') => {
      const messages = people.shown(await peer.find(words, mostFound));
      const count = messages.length;
      view.notice(count === 0 ? say('findNone', { words }) : say('findFound', { count, words }));
      view.past(messages, peer.name);
    },
  }),
  command({
    name: 'raw',
    help: 'shows messages as they were typed, or formatted again',
    run: async ({ settings, view, say }) => {
      const isRaw = !settings.get('raw');
      await settings.set('raw', isRaw);
      view.notice(say(isRaw ? 'rawOn' : 'rawOff'));
    },
  }),
  command({
    name: 'me',
    arguments: [{ name: 'TEXT', kind: 'text' }],
    help: 'says what you do: /me waves is shown as an action',
    run: (session, text = '') => act(session, text),
  }),
];

/** What is sent is the line as it was typed: that it is an action is for the reader's program to show. */
async function act(session: Session, text: string): Promise<void> {
  if (!session.target) session.view.notice(session.say('meNowhere'));
  else await session.send(session.target, `/me ${text}`);
}
