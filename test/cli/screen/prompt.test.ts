// The prompt: where text goes, what is unread elsewhere, how the registry stands.
import { PassThrough } from 'node:stream';
import test from 'ava';
import { plainLook, styleFor } from '../../../src/cli/ansi.js';
import { promptOf } from '../../../src/cli/screen/prompt.js';
import { createPlainView } from '../../../src/cli/script.js';
import { Session } from '../../../src/cli/session.js';
import { loadLanguage, sayIn } from '../../../src/cli/texts/texts.js';
import { FakePeer } from '../fake-peer.js';

const silentView = createPlainView(new PassThrough().resume());

function sessionWith(...unread: readonly (readonly [name: string, count: number])[]) {
  const peer = new FakePeer('alice');
  peer.become({ state: 'online', since: 0 });
  const session = new Session({ peer, view: silentView, isScript: false });
  for (const [name, count] of unread) for (let read = 0; read < count; read++) session.countUnread({ kind: 'peer', name });
  return { peer, session };
}

const style = styleFor(plainLook);

test('prompt: nowhere yet → the name of the program', (t) => {
  t.is(promptOf(sessionWith().session, style), 'parley> ');
});

test('prompt: a room, unread elsewhere → counted', (t) => {
  const { session } = sessionWith(['bob', 2], ['carol', 1]);
  session.talkTo({ kind: 'room', room: 'lobby' });
  t.is(promptOf(session, style), '#lobby [bob 2, carol 1]> ');
});

test('prompt: more than fit into half of the window → how many more', (t) => {
  const { session } = sessionWith(['bob', 2], ['carol', 11], ['dave', 1], ['erin', 1]);
  t.is(promptOf(session, style, 80), 'parley [bob 2, carol 11, dave 1, erin 1]> ');
  t.is(promptOf(session, style, 40), 'parley [bob 2, carol 11, +2]> ');
  t.is(promptOf(session, style, 10), 'parley [bob 2, +3]> ');
});

test('prompt: the registry away → said in words, in the reader’s language', async (t) => {
  const { peer, session } = sessionWith();
  peer.become({ state: 'offline', reason: 'offline', retryAt: 0 });
  t.is(promptOf(session, style), 'parley (no registry)> ');
  const say = sayIn(await loadLanguage('ar'));
  t.is(promptOf(new Session({ peer, view: silentView, isScript: false, say }), style), 'parley (بلا سجل)> ');
});

test('prompt: not logged in yet → connecting; logged out afterwards → said so', (t) => {
  const { peer, session } = sessionWith();
  peer.become({ state: 'signed-out', reason: 'signed-out' });
  t.is(promptOf(session, style), 'parley (connecting)> ');
  session.hasBeenOnline = true;
  t.is(promptOf(session, style), 'parley (logged out)> ');
});
