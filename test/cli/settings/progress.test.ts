// What takes more than a second: the next attempt counted down, a first exchange of history, a command that is slow.
import test from 'ava';
import { Session } from '../../../src/cli/session.js';
import { watchProgress } from '../../../src/cli/settings/progress.js';
import { Settings } from '../../../src/cli/settings/settings.js';
import { tellingWhenSlow } from '../../../src/cli/settings/slow.js';
import { TurnedClock } from '../../helpers/turned-clock.js';
import { FakePeer, inRoom } from '../fake-peer.js';

function watched(isSpoken = false) {
  const [peer, clock, settings] = [new FakePeer('alice'), new TurnedClock(), new Settings()];
  settings.override('screen-reader', isSpoken);
  const lines: string[] = [];
  let redrawn = 0;
  const nothing = () => {};
  const view = {
    notice: (text: string) => lines.push(text),
    refresh: () => {
      redrawn += 1;
    },
  };
  const session = new Session({
    peer,
    view: { ...view, list: nothing, message: nothing, past: nothing, clear: nothing },
    isScript: false,
    settings,
    now: () => clock.time,
  });
  const stop = watchProgress(session, clock);
  return { peer, clock, lines, stop, redrawn: () => redrawn, turn: (ms: number) => turn(clock, ms) };
}

function turn(clock: TurnedClock, ms: number): void {
  for (let left = ms; left > 0; ) left = clock.step(left);
}

const offline = { state: 'offline', reason: 'unreachable', retryAt: 5000 } as const;

test('progress: the registry away → the prompt drawn anew every second until it is back', (t) => {
  const { peer, clock, redrawn, turn, stop } = watched();
  peer.become(offline);
  turn(3000);
  t.is(redrawn(), 3);
  peer.become({ state: 'online', since: 3000 });
  turn(3000);
  t.is(redrawn(), 3);
  peer.become(offline);
  stop();
  t.is(clock.pending, 0);
});

test('progress: the registry away, lines read aloud → nothing is drawn again', (t) => {
  const { peer, clock, redrawn, turn } = watched(true);
  peer.become(offline);
  turn(3000);
  t.is(redrawn(), 0);
  t.is(clock.pending, 0);
});

const history = { ...inRoom('lobby', 'bob', 'long ago'), isHistory: true };

const exchanged = test.macro((t, isSpoken: boolean, expected: string[]) => {
  const { peer, lines, turn } = watched(isSpoken);
  for (let sent = 0; sent < 70; sent++) {
    peer.emit('message', history);
    turn(100);
  }
  turn(1000);
  t.deepEqual(lines, expected);
});

const begun = '11 messages from before in #lobby so far …';
const all = '70 messages from before came in #lobby.';
const between = [31, 51].map((count) => `${count} messages from before in #lobby so far …`);
test('progress: seven seconds of history → told as it comes in, and when it is there', exchanged, false, [begun, ...between, all]);
test('progress: seven seconds of history, lines read aloud → told once, and when it is there', exchanged, true, [begun, all]);

test('progress: a quick history → not a word', (t) => {
  const { peer, lines, turn } = watched();
  for (let sent = 0; sent < 50; sent++) peer.emit('message', history);
  turn(5000);
  t.deepEqual(lines, []);
});

test('slow work: more than a second → told once; less → not a word', async (t) => {
  const clock = new TurnedClock();
  let told = 0;
  const tell = () => {
    told += 1;
  };
  t.is(await tellingWhenSlow('at once', tell, clock), 'at once');
  let finish = (_answer: string) => {};
  const slow = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const waiting = tellingWhenSlow(slow, tell, clock);
  turn(clock, 5000);
  finish('at last');
  t.is(await waiting, 'at last');
  t.is(told, 1);
  t.is(clock.pending, 0);
});
