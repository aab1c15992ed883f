// Words and steps of which the chart of a chat is made: lines that are seen, and where they lead.
import { assign, setup } from 'xstate';
import { type Sight, seeing, sees } from '../engine/model.js';

export interface Remembered {
  /** The user's call to chat that is not answered yet. */
  readonly isCalling: boolean;
}

export const request = 'bob: CHAT_REQUEST <bob>';
export const accept = 'bob: CHAT_REQUEST_RESPONSE <ACCEPT> <200> <mia> #7';
export const reject = (reason: string) => `bob: CHAT_REQUEST_RESPONSE <REJECT> <404> <mia> (${reason}) #7`;
export const opened = 'user: chat-open bob';
export const goodbye = ['bob: GOODBYE (closing)', 'bob: the end'];
/** More requests at once than are kept. */
export const mostPending = 32;

/** Lines, and the end of the user's call if there is one. */
export const told = (outcome: string, ...lines: string[]) => ({
  type: 'see' as const,
  params: ({ context }: { context: Remembered }): Sight => ({
    lines: [...lines, ...(context.isCalling ? [`call chat: ${outcome}`] : [])],
  }),
});

export const chartSetup = setup({
  types: {} as { context: Remembered; events: { type: string; number?: string } },
  actions: { ...seeing, call: assign({ isCalling: true }), hang: assign({ isCalling: false }) },
  guards: { isOther: ({ event }) => event.number === 'other' },
});

/** To another number than the request's: no answer to it; unless it says yes, which counts whenever it comes. */
export const refusal = (state: string) => [
  { guard: 'isOther' as const, actions: sees() },
  { target: state, actions: [told('rejected', 'user: chat-refused bob (rejected)'), 'hang' as const] },
];
export const opening = (...lines: string[]) => ({
  target: '#chat.open.linked',
  actions: [told('open', ...lines, opened), 'hang' as const],
});
export const passed = { actions: sees() };
export const asking = { target: '#chat.requested.linked', actions: [sees(request), 'call' as const] };
export const pressing = { target: '#chat.pressing', actions: sees(request) };
export const unlinked = (state: string) => ({ target: `#chat.${state}.unlinked`, actions: sees() });
export const linked = (state: string) => ({ target: `#chat.${state}.linked`, actions: sees() });
export const closing = { target: '#chat.strange.unlinked', actions: [told('closed', 'call closeChat: done', ...goodbye), 'hang' as const] };
export const quietly = { target: '#chat.strange.unlinked', actions: [told('closed', 'call closeChat: done'), 'hang' as const] };
export const blocking = (...lines: string[]) => ({
  target: '#chat.blocked.unlinked',
  actions: [told('closed', ...lines, 'call block: done'), 'hang' as const],
});
