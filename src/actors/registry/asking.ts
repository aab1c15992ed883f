// One request under way at a registry, as those see it who do what it asks for.
import type { DeskEvent, Request } from '../../machines/registry-connection/events.js';
import type { ConnectionOrder, Recipient } from '../../machines/session-events.js';
import { refusal } from './answers.js';
import type { Office, Visitor } from './office.js';

export interface Asking {
  readonly office: Office;
  readonly visitor: Visitor;
  readonly connection: Recipient<ConnectionOrder>;
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
  /** Waits as long as the connection sees fit, or until it is gone. */
  pause(): Promise<void>;
  tell(event: DeskEvent): void;
}

/** Refuses the request with the 404 of its exchange. */
export function refuser(asking: Asking, request: Request): (...why: RefusalReason) => void {
  return (...why) => asking.tell({ type: 'desk.answered', frame: refusal(request, ...why) });
}

type RefusalReason = Parameters<typeof refusal> extends [unknown, ...infer Rest] ? Rest : never;
