// Users of a test whose programs are killed at a step of a delivery, and start again with what was on their disks.
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { PeerStore } from '../../../src/store/peer-store.js';
import type { CircleNet, CircleNode, NodeOptions } from './circle-net.js';

/** Right before or after an operation of the store, or right after a frame was sent. */
export type Step =
  | { readonly when: 'before' | 'after'; readonly operation: keyof PeerStore; readonly state?: string }
  | { readonly sent: string };

export interface Armed {
  readonly options: Pick<NodeOptions, 'identity' | 'file'>;
  readonly wrap: (store: PeerStore) => PeerStore;
  isArmed: boolean;
  hasCrashed: boolean;
  node: CircleNode | undefined;
}

/** A user whose program is killed at a step, once that is armed. Nothing of what it does then gets out, or onto the disk. */
export async function victim(net: CircleNet, name: string, step: Step): Promise<Armed> {
  const dead = () => Promise.reject(new Error('killed'));
  const armed: Armed = {
    options: { identity: await net.identity(name), file: join(net.directory, `${name}.sqlite`) },
    isArmed: false,
    hasCrashed: false,
    node: undefined,
    wrap: (store) =>
      new Proxy(store, {
        get: (target, operation) => {
          const method: unknown = Reflect.get(target, operation);
          if (typeof method !== 'function') return method;
          return async (...given: unknown[]) => {
            const state = operation === 'setDelivery' ? (given[1] as { state: string }).state : undefined; // its second argument
            const isHere = 'operation' in step && operation === step.operation && state === step.state;
            if (isHere && step.when === 'before') armed.hasCrashed ||= crash(net, armed, name);
            if (armed.hasCrashed && operation !== 'close') return dead();
            const result: unknown = await method.apply(target, given);
            if (isHere && step.when === 'after') armed.hasCrashed ||= crash(net, armed, name);
            return armed.hasCrashed && operation !== 'close' ? dead() : result;
          };
        },
      }),
  };
  return armed;
}

function crash(net: CircleNet, { isArmed, node }: Armed, name: string): boolean {
  if (!isArmed) return false;
  node?.network.pull();
  net.memory.crash(net.host(name));
  net.registry.logout(name);
  return true;
}

export async function openVictim(t: ExecutionContext, net: CircleNet, armed: Armed, name: string, step: Step): Promise<CircleNode> {
  armed.node = await net.node(t, name, { ...armed.options, wrap: armed.wrap });
  if ('sent' in step) {
    void net.log.sent(new RegExp(`^${name}: ${step.sent}`)).then(() => {
      armed.hasCrashed ||= crash(net, armed, name);
    });
  }
  return armed.node;
}

/** What is left of the killed program lets go of the file; the same user starts again. */
export async function revive(t: ExecutionContext, net: CircleNet, { node, options }: Armed, name: string): Promise<CircleNode> {
  await net.settle();
  await node?.crash();
  await net.advance(1000);
  return net.node(t, name, options);
}
