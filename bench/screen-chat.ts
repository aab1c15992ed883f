// Run by screen.ts in a pseudo-terminal: a chat on a screen with a peer that is told over a socket what to receive, and which
// says there what the program has cost so far.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { lookOf } from '../src/cli/ansi.js';
import { tellEvents } from '../src/cli/events.js';
import { createScreen } from '../src/cli/interactive.js';
import { Session } from '../src/cli/session.js';
import { FakePeer, inRoom } from '../test/cli/fake-peer.js';

const peer = new FakePeer('alice');
peer.become({ state: 'online', since: 0 });
const screen = createScreen({ input: process.stdin, output: process.stdout, look: lookOf(process.stdout, process.env), canRedraw: true });
const session = new Session({ peer, view: screen.view, isScript: false });
tellEvents(session);
screen.open(session);
session.talkTo({ kind: 'room', room: 'hall' });

const socket = connect(Number(process.argv[2]), '127.0.0.1');
createInterface({ input: socket }).on('line', (line) => {
  if (line !== 'cost?') return void peer.emit('message', inRoom('hall', line.slice(0, 5).trim(), line));
  const { user, system } = process.cpuUsage();
  socket.write(`${user + system}\n`);
});
socket.on('close', () => process.exit(0));
