// Does what the requests of one link ask for, one at a time: awaits the one operation of the store that it takes, and in its
// first continuation both answers and tells the others, so that on every link things come in the order in which they happened.
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { DeskCommand, DeskEvent, Request } from '../../machines/registry-connection/events.js';
import type { ConnectionOrder, Recipient } from '../../machines/session-events.js';
import { HasherBusy } from '../../security/password-hasher.js';
import { login, register, renew } from './accounts.js';
import { refusal } from './answers.js';
import type { Asking } from './asking.js';
import type { Office } from './office.js';
import { discover, logout, search } from './people.js';
import { createRoom, exitRoom, joinRoom, listRooms } from './room-requests.js';

export interface DeskInput {
  readonly visitor: number;
  readonly connection: Recipient<ConnectionOrder>;
}

export function createDesk(office: Office): CallbackActorLogic<DeskCommand, DeskInput> {
  return fromCallback<DeskCommand, DeskInput>(({ input, sendBack, receive }) => {
    let isGone = false;
    let wake = () => {};
    const tell: (event: DeskEvent) => void = sendBack;
    const visitor = office.visitor(input.visitor);
    if (!visitor) return undefined;
    const asking: Asking = {
      office,
      visitor,
      connection: input.connection,
      isGone: () => isGone,
      pause: () => {
        const paused = new Promise<void>((resolve) => {
          wake = resolve;
        });
        tell({ type: 'desk.delayed' });
        return paused;
      },
      tell: (event) => {
        if (!isGone) tell(event);
      },
    };
    receive((command) => {
      if (command.type === 'desk.resume') wake();
      else void serve(asking, command.request);
    });
    return () => {
      isGone = true;
      wake();
    };
  });
}

/** Answers in any case, and is never rejected. */
async function serve(asking: Asking, request: Request): Promise<void> {
  try {
    await perform(asking, request);
  } catch (error) {
    const isBusy = error instanceof HasherBusy;
    if (!isBusy && !asking.isGone()) asking.office.logger.error({ verb: request.verb, error: String(error) }, 'a request failed');
    const frame = isBusy ? refusal(request, 'rate-limited', asking.office.hashPatience.turnAway()) : refusal(request, 'internal');
    asking.tell({ type: 'desk.answered', frame });
  }
}

function perform(asking: Asking, request: Request): Promise<void> {
  switch (request.verb) {
    case 'REGISTER':
      return register(asking, request);
    case 'LOGIN':
      return login(asking, request);
    case 'RENEW':
      return renew(asking, request);
    case 'CREATE_CHAT_ROOM':
      return createRoom(asking, request);
    case 'JOIN_CHAT_ROOM':
      return joinRoom(asking, request);
    case 'ROOM_EXIT':
      return exitRoom(asking, request);
    case 'SHOW_ROOMS_LIST':
      return listRooms(asking, request);
    case 'SEARCH_USER':
      return search(asking, request);
    case 'DISCOVER_PEERS':
      return discover(asking, request);
    case 'LOGOUT':
      return logout(asking, request);
    case 'HELLO_P2P':
      throw new TypeError('HELLO_P2P is answered by the connection itself');
  }
}
