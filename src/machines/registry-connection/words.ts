// What the chart of an accepted link says by itself: HELLO_BACK (I) and GOODBYE.
import type { Frame } from '../../protocol/frame.js';
import { type Contents, readMessage, writeMessage } from '../../protocol/message-codec.js';
import { commonNotices, registryAnswers, toRegistry } from '../../protocol/messages.js';
import type { Reason } from '../../protocol/reasons.js';
import type { Farewell } from '../session-events.js';

type Greeting = Omit<Contents<(typeof registryAnswers)['HELLO_BACK']>, 'status'>;
type HelloReason = Extract<Reason, 'hello-expected' | 'protocol-unsupported' | 'registry-full' | 'timeout'>;

/** Why a first frame is no good hello, or `undefined` when it is one. */
export function helloReason(frame: Frame): HelloReason | undefined {
  const reading = readMessage(toRegistry, frame);
  if (reading.outcome !== 'event' || reading.event.verb !== 'HELLO_P2P') return 'hello-expected';
  return reading.event.message.protocol === '1' ? undefined : 'protocol-unsupported';
}

export function helloBack(greeting: Greeting, requestId: string | undefined): Frame {
  return writeMessage(registryAnswers, 'HELLO_BACK', { status: 'SUCCESS', ...greeting, requestId });
}

export function helloFailure(reason: HelloReason, requestId: string | undefined, retryAfter?: number): Frame {
  const known = requestId !== undefined && /^\d{1,20}$/.test(requestId) ? requestId : undefined;
  return writeMessage(registryAnswers, 'HELLO_BACK', { status: 'FAILURE', reason, retryAfter, requestId: known });
}

/** Where waiting helps: seconds until it is worth coming back. */
const returns: Partial<Record<Farewell, number>> = { closing: 2, 'too-slow': 5, 'too-many-errors': 60 };

export function goodbye(reason: Farewell, retryAfter: number | undefined = returns[reason]): Frame {
  return writeMessage(commonNotices, 'GOODBYE', { reason, retryAfter });
}
