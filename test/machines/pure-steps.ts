// Steps of a machine with no actor running: what it is asked, the state that it is in then, and what it would have done.
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventFrom,
  type InputFrom,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate';

/** `link: link.send HELLO_P2P` for an event to a child, `tellOnline` for one to the parent, `start link`, `stop link`. */
export interface Step {
  readonly value: unknown;
  readonly did: readonly string[];
}

export interface Steps<M extends AnyStateMachine> {
  readonly first: Step;
  readonly snapshot: () => AnyMachineSnapshot;
  send(event: EventFrom<M>): Step;
  /** The event of a child that the machine invoked: a promise fulfilled or rejected. */
  settle(child: string, outcome: { readonly output: unknown } | { readonly error: unknown }): Step;
  /** Lets the running delay of this name pass. */
  pass(delay: string): Step;
  /** How long the running delay of this name is, ms. */
  delay(name: string): number | undefined;
}

interface Done {
  readonly type: string;
  readonly params?: unknown;
}

interface Timer {
  readonly event: { readonly type: string };
  readonly delay: number;
}

/** Reports to the parent are `tell…` actions: here they are only names. */
export function pureSteps<M extends AnyStateMachine>(machine: M, input: InputFrom<M>): Steps<M> {
  const tells = Object.keys(machine.implementations.actions).filter((name) => name.startsWith('tell'));
  const pure = machine.provide({ actions: Object.fromEntries(tells.map((name) => [name, () => {}])) }) as M;
  const timers = new Map<string, Timer>();
  let current: AnyMachineSnapshot;

  const take = ([snapshot, actions]: readonly [AnyMachineSnapshot, readonly Done[]]): Step => {
    current = snapshot;
    for (const { type, params } of actions) {
      const timer = params as Partial<Timer> | undefined; // of xstate.raise, by its own types
      if (type === 'xstate.raise' && timer?.event && timer.delay !== undefined) {
        timers.set(timer.event.type.split('.')[2] ?? '', { event: timer.event, delay: timer.delay });
      }
    }
    return { value: snapshot.value, did: actions.map(describe).filter((text) => text !== '') };
  };
  const send = (event: object): Step =>
    take(transition(pure, current as SnapshotFrom<M>, event as EventFrom<M>) as [AnyMachineSnapshot, Done[]]);

  const first = take(initialTransition(pure, input) as [AnyMachineSnapshot, Done[]]);
  return {
    first,
    snapshot: () => current,
    send,
    settle: (child, outcome) =>
      send({ ...outcome, type: `xstate.${'output' in outcome ? 'done' : 'error'}.actor.${child}`, actorId: child }),
    pass: (delay) => {
      const timer = timers.get(delay);
      if (!timer) throw new Error(`no delay ${delay}`);
      return send(timer.event);
    },
    delay: (name) => timers.get(name)?.delay,
  };
}

function describe({ type, params }: Done): string {
  const { event, targetId, id } = (params ?? {}) as {
    readonly event?: { readonly type: string; readonly frame?: { readonly verb: string } };
    readonly targetId?: string;
    readonly id?: string;
  }; // of XState's own actions, by its types
  switch (type) {
    case 'xstate.sendTo':
      return `${targetId ?? '?'}: ${event?.type ?? '?'}${event?.frame ? ` ${event.frame.verb}` : ''}`;
    case 'xstate.spawnChild':
      return `start ${id ?? '?'}`;
    case 'xstate.stopChild':
      return `stop ${typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '?'}`;
    default:
      return type.startsWith('xstate.') ? '' : type;
  }
}
