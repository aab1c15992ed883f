// Run by the writing test in a pseudo-terminal: a chat with a fake peer that is sent things by a socket and says what it sends.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { lookOf } from '../../../src/cli/ansi.js';
import { tellEvents } from '../../../src/cli/events.js';
import { createScreen } from '../../../src/cli/interactive.js';
import { Session } from '../../../src/cli/session.js';
import { direct, FakePeer } from '../fake-peer.js';

const peer = new FakePeer('alice');
peer.profileDirectory = process.env['PROFILE'];
peer.become({ state: 'online', since: 0 });
const screen = createScreen({
  input: process.stdin,
  output: process.stdout,
  look: lookOf(process.stdout, process.env),
  canRedraw: process.env['TERM'] !== 'dumb',
});
const session = new Session({ peer, view: screen.view, isScript: false });
tellEvents(session);
session.talkTo({ kind: 'peer', name: 'bob' });
screen.open(session);

const socket = connect(Number(process.argv[2]), '127.0.0.1');
createInterface({ input: socket }).on('line', (line) => {
  if (line === 'crash') throw new Error('as the test wants');
  const [from = '', text = ''] = line.split(': ');
  peer.emit('message', direct(from, text));
});
peer.sendDirect = async (name, text) => {
  socket.write(`${JSON.stringify([name, text])}\n`);
  return direct('alice', text, name);
};
const { how } = await session.ended;
screen.close();
process.stdout.write(`ended by ${how}\n`, () => process.exit(0));
