// What the stimuli of the registry's models are in its world.
import { type Frame, frame } from '../../../src/protocol/frame.js';
import { tableMessages } from '../engine/messages.js';
import { crowd, type Meets, messageOf } from './oracle.js';
import type { RegistryWorld } from './registry-world.js';

/** What one of two members of a room does, or what happens to it. */
export interface Deed {
  readonly type: 'comes' | 'leaves' | 'logsOut' | 'moves' | 'creates' | 'joins' | 'exits';
  readonly who: 'alice' | 'bob';
}

/** Failed logins of a name after which the check of the next one is delayed. */
export const mistakes = 30;

/** States in which a link is not read: a request is being done. */
const busy = ['registering', 'authenticating', 'delayed', 'answering', 'loggingOut', 'throttled'];

const second = 1000;

/** What is sent while a request is under way comes to nothing until that is done. */
async function sendAll(world: RegistryWorld, frames: readonly Frame[]): Promise<void> {
  for (const each of frames) world.visitor('alice').send(each);
  const states = world.states();
  if (!busy.some((state) => states.some((each) => each.startsWith('link ') && each.endsWith(`.${state}`)))) return;
  await world.settle();
  world.see('alice: (nothing yet)');
  world.gate.release();
  const waits = states.includes('link stranger.greeted.delayed') || states.includes('link online.throttled');
  if (waits) await world.pass(second);
}

export const executors = {
  meets: (world: RegistryWorld, event: Meets) => sendAll(world, [messageOf(event).frame]),
  meetsAll: (world: RegistryWorld) =>
    sendAll(
      world,
      crowd.map((message) => message.frame),
    ),
  'alice.connects': (world: RegistryWorld) => {
    // As in the beginning, but for what the registry remembers.
    world.gate.release();
    if (world.visitors.has('other')) world.cut('other');
    return world.connect('alice');
  },
  'alice.dials': (world: RegistryWorld) => world.dialSlowly('alice'),
  'alice.shakesHands': (world: RegistryWorld) => world.shakeHands(),
  'alice.leaves': (world: RegistryWorld) => world.cut('alice'),
  'alice.greets': (world: RegistryWorld) => world.hello('alice'),
  'alice.greetsInTongues': (world: RegistryWorld) => world.visitor('alice').send(frame('HELLO_P2P', [], { protocol: '2' })),
  'alice.babbles': (world: RegistryWorld) => world.visitor('alice').send(frame('no verb', ['at all'])),
  'alice.overstates': (world: RegistryWorld) => world.visitor('alice').send(frame('HELLO_P2P', [], { 'content-length': '99999999' })),
  'alice.registers': (world: RegistryWorld) => world.register('alice'),
  'alice.registersSlowly': (world: RegistryWorld) => {
    world.gate.hold('account');
    world.register('alice');
  },
  'alice.logsIn': (world: RegistryWorld) => world.logIn('alice'),
  'alice.logsInSlowly': (world: RegistryWorld) => {
    world.gate.hold('account');
    world.logIn('alice');
  },
  'alice.mistypes': (world: RegistryWorld) => {
    for (let times = 0; times < mistakes; times++) world.logIn('alice', { password: 'wrong' });
  },
  'alice.searchesSlowly': (world: RegistryWorld) => {
    world.gate.hold('whereabouts');
    world.visitor('alice').send(frame('SEARCH_USER', ['carol']));
  },
  'alice.asksForNoPage': (world: RegistryWorld) => world.visitor('alice').send(frame('DISCOVER_PEERS', ['PARTIAL'], { from: 'no page' })),
  'alice.logsOutSlowly': (world: RegistryWorld) => {
    world.gate.hold('closeSession');
    world.visitor('alice').send(frame('LOGOUT'));
  },
  'other.takesOver': async (world: RegistryWorld) => {
    await world.connect('other');
    world.hello('other');
    world.logIn('other', { user: 'alice', token: world.visitor('alice').token });
  },
  'store.answers': (world: RegistryWorld) => world.gate.release(),
  'store.fails': (world: RegistryWorld) => world.gate.failHeld(),
  'registry.closes': async (world: RegistryWorld) => {
    world.closeRegistry();
    await world.settle();
    world.shakeHands();
  },
  'hello.isLate': async (world: RegistryWorld) => {
    await world.pass(world.limits.helloTimeout * second);
    world.shakeHands();
  },
  'login.isLate': async (world: RegistryWorld) => {
    await world.pass(world.limits.loginTimeout * second);
    world.shakeHands();
  },
  'patience.ends': (world: RegistryWorld) => world.pass(2 * second),
  'delay.isOver': (world: RegistryWorld) => world.pass(second),
  'second.passes': (world: RegistryWorld) => world.pass(second),
  'minute.passes': (world: RegistryWorld) => world.pass(60 * second),
  'time.passes': (world: RegistryWorld) => world.passWith(['bob'], 6 * second),
  'alice.keepsAlive': (world: RegistryWorld, { counter }: { readonly counter: number }) => world.keepAlive('alice', counter),
  'stranger.sendsAll': (world: RegistryWorld) => {
    for (const each of tableMessages) world.sendDatagram(each.frame);
  },
  'alice.isForged': (world: RegistryWorld) => world.keepAlive('alice', 9, false),
  'alice.logsOut': (world: RegistryWorld) => world.visitor('alice').send(frame('LOGOUT')),
  'other.logsIn': async (world: RegistryWorld) => {
    await world.connect('other');
    world.hello('other');
    world.logIn('other', { user: 'alice' });
  },
  'disk.fills': (world: RegistryWorld) => world.gate.fail('suspendSession', 'closeSession'),
  'disk.stalls': (world: RegistryWorld) => world.gate.hold('suspendSession', 'closeSession'),
  'disk.recovers': (world: RegistryWorld) => {
    world.gate.heal();
    world.gate.release();
  },
  'bob.comes': (world: RegistryWorld) => comes(world, 'bob'),
  'bob.goes': (world: RegistryWorld) => world.visitor('bob').send(frame('LOGOUT')),
  comes: (world: RegistryWorld, { who }: Deed) => comes(world, who),
  leaves: (world: RegistryWorld, { who }: Deed) => {
    world.cut(who);
    return world.missed(who);
  },
  logsOut: (world: RegistryWorld, { who }: Deed) => world.visitor(who).send(frame('LOGOUT')),
  moves: async (world: RegistryWorld, { who }: Deed) => {
    const former = world.visitor(who);
    former.name = `${who} as it was`;
    world.moveHouse(who);
    await comes(world, who, former.token);
  },
  creates: (world: RegistryWorld, { who }: Deed) => world.visitor(who).send(frame('CREATE_CHAT_ROOM', ['den', '', '5', 'of lions'])),
  joins: (world: RegistryWorld, { who }: Deed) => world.visitor(who).send(frame('JOIN_CHAT_ROOM', ['den', '', 'increment'])),
  exits: (world: RegistryWorld, { who }: Deed) => world.visitor(who).send(frame('ROOM_EXIT', [who, 'den'])),
  silence: (world: RegistryWorld) => world.passWith(world.awake, 10 * second),
  'registry.opens': async (world: RegistryWorld) => {
    await world.openRegistry();
    world.see('owner: it is open');
  },
  'registry.opensInVain': async (world: RegistryWorld) => {
    world.ports.isTaken = true;
    await world.openRegistry().catch(() => world.see('owner: it cannot be opened'));
  },
  'alice.arrives': (world: RegistryWorld) => world.connect('alice'),
  'alice.keepsItBusy': async (world: RegistryWorld) => {
    world.gate.hold('whereabouts');
    world.hello('alice');
    world.logIn('alice');
    world.visitor('alice').send(frame('SEARCH_USER', ['carol']));
  },
  'search.isAnswered': (world: RegistryWorld) => world.gate.releaseOnly('whereabouts'),
  'month.passes': (world: RegistryWorld) => world.pass(2 ** 31),
  'drain.ends': (world: RegistryWorld) => world.pass(2500),
  'store.resists': (world: RegistryWorld) => world.gate.fail('close'),
  'store.dawdles': (world: RegistryWorld) => world.gate.hold('close'),
  'port.resists': (world: RegistryWorld) => {
    world.ports.isStuck = true;
  },
  'bob.connects': (world: RegistryWorld) => world.connect('bob'),
  'alice.oversteps': (world: RegistryWorld) => {
    const isOnline = world.states().includes('link online');
    if (isOnline) world.register('alice');
    else world.visitor('alice').send(frame('LOGOUT'));
  },
  'alice.echoes': (world: RegistryWorld) => world.hello('alice'),
  'alice.swells': (world: RegistryWorld) => {
    const payload = 'x'.repeat(world.limits.bytesBeforeLogin);
    world.visitor('alice').send(frame('HELLO_P2P', [], { protocol: '1', agent: 'model/1' }, payload));
  },
  'signs.stop': (world: RegistryWorld) => world.pass(world.limits.keepAliveTimeout * second),
};

/** Dials and logs in; `token` is of the session that this one follows. */
async function comes(world: RegistryWorld, who: string, token?: string): Promise<void> {
  await world.connect(who);
  world.hello(who);
  world.logIn(who, token === undefined ? {} : { token });
}
