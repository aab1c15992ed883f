// What the stimuli of the session's models are in its world.
import { frame } from '../../../src/protocol/frame.js';
import { tableMessages } from '../engine/messages.js';
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
  'user.searches': (world: SessionWorld) => {
    world.peer.search('bob').then(
      ({ name, isOnline }) => world.see(`search: ${name} is ${isOnline ? 'online' : 'offline'}`),
      ({ reason }: { readonly reason: string }) => world.see(`search: no answer (${reason})`),
    );
  },
  'registry.answersSearch': ({ registry }: SessionWorld) => {
    registry.answer('SEARCH_USER_RESPONSE', ['NOT_ONLINE', '300'], { 'request-id': registry.lastId, reason: 'user-offline' });
  },
  'registry.echoes': (world: SessionWorld) => world.registry.answer('HELLO_BACK', ['SUCCESS', '200']),
  'registry.letsGo': (world: SessionWorld) => world.registry.answer('LOGOUT', ['SUCCESS', '200']),
  'registry.closes': (world: SessionWorld) => world.registry.send(frame('GOODBYE', [], { reason: 'closing', 'retry-after': '2' })),
  'registry.replaces': (world: SessionWorld) => world.registry.send(frame('GOODBYE', [], { reason: 'replaced' })),
  'registry.isOccupied': (world: SessionWorld) => world.registry.answer('AUTH', ['ONLINE', '300'], { reason: 'already-online' }),
  'registry.forgetsThePassword': (world: SessionWorld) => {
    world.registry.answer('AUTH', ['FAILURE', '404'], { reason: 'wrong-credentials' });
  },
  'registry.isBack': (world: SessionWorld) => {
    world.registry.isGone = false;
  },
  'registry.doubts': (world: SessionWorld) => {
    world.registry.sendDatagram(frame('KEEP_ALIVE_RESPONSE', ['FAILURE', '404'], { counter: '1', reason: 'not-logged-in' }), false);
  },
  'registry.timesOut': (world: SessionWorld) => world.registry.sendDatagram(frame('TIMEOUT', ['alice'], { counter: '1' }), true),
  'registry.renews': (world: SessionWorld) => world.registry.answer('RENEW', ['SUCCESS', '200'], {}, world.chain('alice')),
  'registry.renewsAnother': (world: SessionWorld) => world.registry.answer('RENEW', ['SUCCESS', '200'], {}, world.chain('bob')),
  'registry.errs': (world: SessionWorld) => world.registry.answer('ERROR', ['NOT_ALLOWED', '400'], { reason: 'unknown-verb' }),
  'port.isTaken': (world: SessionWorld) => world.gates.binding.set('failing'),
  'port.isSlow': (world: SessionWorld) => world.gates.binding.set('slow'),
  'port.opens': (world: SessionWorld) => world.gates.binding.set('willing'),
  'registry.confirms': (world: SessionWorld) => world.registry.confirm(0, true),
  'registry.confirmsTooMuch': (world: SessionWorld) => world.registry.confirm(1, true),
  'stranger.confirms': (world: SessionWorld) => world.registry.confirm(0, false),
  'stranger.sendsAll': (world: SessionWorld) => {
    const isHint = (verb: string, [word]: readonly string[]) => verb === 'KEEP_ALIVE_RESPONSE' && word === 'FAILURE';
    for (const each of tableMessages) {
      if (!isHint(each.frame.verb, each.frame.fields)) world.registry.sendDatagram(each.frame, false);
    }
  },
  'stranger.timesOut': (world: SessionWorld) => world.registry.sendDatagram(frame('TIMEOUT', ['alice'], { counter: '1' }), false),
  'beat.passes': (world: SessionWorld) => world.pass(5 * second),
  'registry.fallsSilent': (world: SessionWorld) => {
    world.registry.echo = 'by hand';
  },
  'machine.sleeps': async (world: SessionWorld) => {
    world.sleep(60 * second);
    await world.passUntil(/^udp: /);
  },
  'opening.isSlow': (world: SessionWorld) => world.gates.opening.set('slow'),
  'opening.fails': (world: SessionWorld) => world.gates.opening.set('failing'),
  'opening.goesOn': (world: SessionWorld) => world.gates.opening.set('willing'),
  'backOff.ends': (world: SessionWorld) => world.passUntil(/^user: connecting/),
  'minute.passes': (world: SessionWorld) => world.pass(60 * second),
  'logout.isLate': (world: SessionWorld) => world.pass(2 * second),
  'link.breaks': (world: SessionWorld) => world.break(),
  'key.isSlow': (world: SessionWorld) => world.gates.key.set('slow'),
  'key.isMade': (world: SessionWorld) => world.gates.key.set('willing'),
  'key.fails': (world: SessionWorld) => world.gates.key.set('failing'),
  'disk.isSlow': (world: SessionWorld) => world.gates.writing.set('slow'),
  'disk.recovers': (world: SessionWorld) => world.gates.writing.set('willing'),
  'hello.isLate': (world: SessionWorld) => world.pass(10 * second),
  'answer.isLate': (world: SessionWorld) => world.pass(15 * second),
};
