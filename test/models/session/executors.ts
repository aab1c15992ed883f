// What the stimuli of the session's models are in its world.
import { frame } from '../../../src/protocol/frame.js';
import { crowd, type Meets, messageOf } from './oracle.js';
import type { SessionWorld } from './session-world.js';

const second = 1000;

export const executors = {
  meets: (world: SessionWorld, event: Meets) => world.registry.send(messageOf(event).frame),
  /** While nothing is read: it comes later. */
  meetsAll: async (world: SessionWorld) => {
    for (const each of crowd) world.registry.send(each.frame);
    await world.settle();
    world.see('user: (nothing yet)');
    world.gates.open();
  },
  'user.starts': (world: SessionWorld) => world.start(),
  'user.closes': (world: SessionWorld) => {
    void world.peer.close();
  },
  'way.isBlocked': (world: SessionWorld) => world.block(),
  'way.opens': (world: SessionWorld) => world.unblock(),
  'registry.isGone': (world: SessionWorld) => {
    world.registry.isGone = true;
  },
  'registry.greets': (world: SessionWorld) => world.registry.greet(world.options.keepAliveTimeout ?? 10),
  'registry.greetsBadly': (world: SessionWorld) => world.registry.answer('HELLO_BACK', ['SUCCESS', '200'], { protocol: '1' }),
  'registry.registers': (world: SessionWorld) => world.registry.answer('REGISTER', ['SUCCESS', '200']),
  'registry.knowsTheName': (world: SessionWorld) => world.registry.answer('REGISTER', ['EXIST', '300'], { reason: 'name-taken' }),
  'registry.admits': (world: SessionWorld) => world.registry.admit(world.chain('alice')),
  'registry.admitsAnother': (world: SessionWorld) => world.registry.admit(world.chain('alice', 1)),
  'registry.babbles': (world: SessionWorld) => world.registry.send(frame('no verb', ['at all'])),
  'link.breaks': (world: SessionWorld) => world.break(),
  'key.isSlow': (world: SessionWorld) => world.gates.key.set('slow'),
  'key.isMade': (world: SessionWorld) => world.gates.key.set('willing'),
  'key.fails': (world: SessionWorld) => world.gates.key.set('failing'),
  'disk.isSlow': (world: SessionWorld) => world.gates.writing.set('slow'),
  'disk.recovers': (world: SessionWorld) => world.gates.writing.set('willing'),
  'hello.isLate': (world: SessionWorld) => world.pass(10 * second),
  'answer.isLate': (world: SessionWorld) => world.pass(15 * second),
};
