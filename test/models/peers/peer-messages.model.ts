// Every message of the table, sent by another user in every state that a link, a chat and a membership can be in.
import { type EventObject, setup } from 'xstate';
import { frame } from '../../../src/protocol/frame.js';
import { tableMessages } from '../engine/messages.js';
import { isIn, type Model, type Place, seeing } from '../engine/model.js';
import { type GoodMessage, goodMessages, type Outcome, outcomeOf, outcomeOfGood } from './peer-messages.js';
import { PeerWorld } from './peer-world.js';
import { longHistory, longTimes, type MessageWorld, type Scene, scenes } from './scenes.js';

const second = 1000;

interface Says extends EventObject {
  readonly type: 'bob.says' | 'bob.saysWell';
  readonly message: string;
}

const table = new Map(tableMessages.map((message) => [message.name, message]));
const stimuli: readonly Says[] = [
  ...tableMessages.map(({ name }): Says => ({ type: 'bob.says', message: name })),
  ...goodMessages.map((message): Says => ({ type: 'bob.saysWell', message })),
];

function outcome({ type, message }: Says, { situation: at }: Scene): Outcome {
  if (type === 'bob.saysWell') return outcomeOfGood(message as GoodMessage, at); // as listed above
  const found = table.get(message);
  if (!found) throw new Error(`the table has no ${message}`);
  return outcomeOf(found, at);
}

/** One transition a message and scene, for whoever reads the chart; each has its own guard, which is its name. */
function meeting(scene: Scene) {
  const of = (type: Says['type']) =>
    stimuli
      .filter((each) => each.type === type)
      .map((each) => {
        const { lines, isOver } = outcome(each, scene);
        const actions = { type: 'see' as const, params: { lines } };
        const guard = ({ event }: { event: Says }) => event.message === each.message;
        return isOver ? { guard, actions, target: 'over' } : { guard, actions };
      });
  return { meta: isIn(scene.state), on: { 'bob.says': of('bob.says'), 'bob.saysWell': of('bob.saysWell') } };
}

function chartOf(names: readonly string[]) {
  const states = Object.fromEntries(names.map((name) => [name, meeting(sceneOf(name))]));
  const reach = Object.fromEntries(
    names.map((name) => [`reach.${name}`, { target: name, actions: { type: 'see' as const, params: { lines: [] } } }]),
  );
  return setup({ types: {} as { events: Says | { type: `reach.${string}` } }, actions: { ...seeing } }).createMachine({
    id: 'messages',
    initial: 'none',
    states: { none: { tags: 'deaf', on: reach }, ...states, over: { type: 'final' } },
  });
}

function sceneOf(name: string): Scene {
  const scene = scenes[name];
  if (!scene) throw new Error(`no scene ${name}`);
  return scene;
}

async function open(place: Place, machine: Scene['machine']): Promise<MessageWorld> {
  const limits = { ...longTimes, ...longHistory, dialInterval: 0.1 };
  const world = await PeerWorld.open(place, { machine, limits, hidesIds: true, watching: /^bob|^user: (chat|message)/ });
  const bob = await world.other('bob');
  world.registry.users.set('bob', undefined);
  const garden = world.registry.makeRoom('garden', ['bob']);
  await world.start();
  await world.dials(bob);
  return Object.assign(world, { bob, garden });
}

function modelOf(machine: Scene['machine']): Model<MessageWorld> {
  const names = Object.keys(scenes).filter((name) => sceneOf(name).machine === machine);
  const reach =
    (name: string) =>
    async (world: MessageWorld): Promise<void> => {
      await sceneOf(name).reach(world);
      await world.settle();
      if (sceneOf(name).situation.link !== 'up') world.expectUnread();
      world.seen();
    };
  return {
    name: `every message to a ${machine}`,
    covers: [],
    chart: chartOf(names),
    bound: 1,
    events: [...stimuli, ...names.map((name) => ({ type: `reach.${name}` }))],
    everywhere: stimuli,
    open: (place) => open(place, machine),
    executors: {
      ...Object.fromEntries(names.map((name) => [`reach.${name}`, reach(name)])),
      'bob.says': async (world, { message }: Says) => {
        const found = table.get(message);
        if (!found) throw new Error(`the table has no ${message}`);
        await forgive(world);
        world.bob.send(found.frame);
      },
      'bob.saysWell': async (world, { message }: Says) => {
        await forgive(world);
        world.bob.send(good(world, message as GoodMessage)); // as listed above
      },
    },
  };
}

/** So few requests that are not allowed in a minute that the link stays. */
async function forgive(world: MessageWorld): Promise<void> {
  if (world.bob.count('ERROR') % 9 === 8) await world.pass(61 * second);
}

function good({ bob, garden }: MessageWorld, message: GoodMessage) {
  switch (message) {
    case 'CHAT_REQUEST':
      return bob.request('7');
    case 'DIRECT_MESSAGE':
      return bob.direct({ requestId: '7' });
    case 'DIRECT_BROADCAST':
      return bob.broadcast(garden, { requestId: '7' });
    case 'HISTORY_SUMMARY':
      return frame('HISTORY_SUMMARY', ['garden'], { 'request-id': '7', 'room-id': garden.roomId });
  }
}

export const connectionMessages = modelOf('peer-connection');
export const conversationMessages = modelOf('conversation');
export const membershipMessages = modelOf('membership');
