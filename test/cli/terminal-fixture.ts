// Run by the terminal's test in a pseudo-terminal: a chat with a fake peer, for whom every line of a socket is a message.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { lookOf } from '../../src/cli/ansi.js';
import { tellEvents } from '../../src/cli/events.js';
import { createScreen } from '../../src/cli/interactive.js';
import { Session } from '../../src/cli/session.js';
import { Settings } from '../../src/cli/settings/settings.js';
import { direct, FakePeer, inRoom } from './fake-peer.js';

const peer = new FakePeer('alice');
peer.become({ state: 'online', since: 0 });
const settings = new Settings();
if (process.env['SPOKEN']) settings.override('screen-reader', true);
const screen = createScreen({
  settings,
  input: process.stdin,
  output: process.stdout,
  look: lookOf(process.stdout, process.env),
  canRedraw: process.env['TERM'] !== 'dumb',
});
const session = new Session({ peer, view: screen.view, isScript: false, settings });
tellEvents(session);
screen.open(session);

const socket = connect(Number(process.argv[2]), '127.0.0.1');
createInterface({ input: socket }).on('line', (line) => {
  const [, room, text = line] = /^#(\S+) (.*)$/.exec(line) ?? [];
  peer.emit('message', room === undefined ? direct('bob', text) : inRoom(room, 'bob', text));
});
// What was done with typed lines goes back.
peer.sendDirect = async (name, text) => {
  socket.write(`${name} gets ${text}\n`);
  return direct('alice', text, name);
};
const { how } = await session.ended;
screen.close();
process.stdout.write(`ended by ${how}\n`, () => process.exit(0));
