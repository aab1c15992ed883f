// The registry's refusals, by request: the word, the code and the Reason that section 3 has for each.
import type { Request } from '../../machines/registry-connection/events.js';
import type { Frame } from '../../protocol/frame.js';
import { type Contents, writeMessage } from '../../protocol/message-codec.js';
import { registryAnswers } from '../../protocol/messages.js';
import type { Reason } from '../../protocol/reasons.js';

type Answers = typeof registryAnswers;

/** An answer of the registry; `requestId` as it was asked with. */
export function answer<Verb extends keyof Answers & string>(
  verb: Verb,
  contents: Contents<Answers[Verb]> & { readonly requestId: string | undefined },
  payload?: string,
): Frame {
  return writeMessage(registryAnswers, verb, contents, payload);
}

/** The 404 of a request. */
export function refusal(request: Request, reason: Reason, retryAfter?: number): Frame {
  const told = { reason, retryAfter, requestId: request.message.requestId };
  switch (request.verb) {
    case 'HELLO_P2P':
      return answer('HELLO_BACK', { status: 'FAILURE', ...told });
    case 'REGISTER':
      return answer('REGISTER', { status: 'FAILURE', ...told });
    case 'LOGIN':
      return answer('AUTH', { status: 'FAILURE', ...told });
    case 'CREATE_CHAT_ROOM':
      return answer('CREATION', { status: 'FAILURE', ...told });
    case 'JOIN_CHAT_ROOM':
      return answer('JOIN', { status: 'FAILURE', ...told });
    case 'ROOM_EXIT':
      return answer('ROOM_EXIT_RESPONSE', { status: 'FAILURE', ...told });
    case 'SHOW_ROOMS_LIST':
      return answer('ROOMS_LIST', { status: 'NOT_FOUND', ...told });
    case 'SEARCH_USER':
      return answer('SEARCH_USER_RESPONSE', { status: 'NOT_FOUND', ...told });
    case 'DISCOVER_PEERS': {
      const { detailOrRoom } = request.message;
      const room = detailOrRoom === 'DETAILED' || detailOrRoom === 'PARTIAL' ? undefined : detailOrRoom;
      return answer('PEER_LIST', { status: 'FAILURE', room, ...told });
    }
    case 'LOGOUT':
      return answer('LOGOUT', { status: 'FAILURE', ...told });
    case 'RENEW':
      return answer('RENEW', { status: 'FAILURE', ...told });
  }
}
