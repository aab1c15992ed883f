// A line of input: what it asks for is found in the table, and done.
import { refusalSentence } from '../sentences.js';
import type { Session } from '../session.js';
import { tellingWhenSlow } from '../settings/slow.js';
import { parseInput } from './command.js';
import { findCommand, nearestCommand } from './table.js';

/** Done when what the line asked for is done. Never rejected: refusals are told. */
export async function perform(session: Session, line: string): Promise<void> {
  session.lastTyped = session.now();
  try {
    await performInput(session, line);
  } catch (error) {
    session.view.notice(refusalSentence(error, session.say));
  }
}

async function performInput(session: Session, line: string): Promise<void> {
  const { isScript, say, view } = session;
  const input = parseInput(line);
  if (input.kind === 'nothing') return;
  if (input.kind === 'text') return sendToTarget(session, input.text);
  const { name, rest } = input;
  const command = findCommand(name);
  if (!command) {
    const nearest = nearestCommand(name);
    view.notice(nearest ? say('noCommandNear', { name, near: nearest.name }) : say('noCommand', { name }));
    return;
  }
  const given = command.parse(rest);
  if (!given) {
    view.notice(say('usage', { usage: command.usage }));
    return;
  }
  if (command.needsRegistry) await session.registryIsThere();
  const work = command.run(session, ...given);
  // An editor is open for as long as somebody writes in it.
  if (isScript || command.name === 'edit') return work;
  await tellingWhenSlow(work, () => view.notice(say('stillDoing', { command: `/${command.name}` })));
}

async function sendToTarget(session: Session, text: string): Promise<void> {
  if (session.target) return session.send(session.target, text);
  session.view.notice(session.say('nobodyReads'));
}
