// Links and their handlers that do something else than they are made for, and all the rest as they are.
import type { Link, LinkHandlers } from '../../src/transport/link.js';

/** The link, with what is done otherwise. */
export function wrappedLink(link: Link, otherwise: Partial<Pick<Link, 'take' | 'send' | 'end' | 'destroy'>>): Link {
  return {
    get remote() {
      return link.remote;
    },
    get bytesRead() {
      return link.bytesRead;
    },
    get unsent() {
      return link.unsent;
    },
    take: (frames) => link.take(frames),
    send: (message) => link.send(message),
    end: (last) => link.end(last),
    destroy: () => link.destroy(),
    ...otherwise,
  };
}

/** The handlers, with what is done otherwise. */
export function wrappedHandlers(handlers: LinkHandlers, otherwise: Partial<LinkHandlers>): LinkHandlers {
  return {
    up: (info) => handlers.up(info),
    frame: (received) => handlers.frame(received),
    fault: (error) => handlers.fault(error),
    closed: (end) => handlers.closed(end),
    ...otherwise,
  };
}

/** Those of an owner who is known only later: what a link says comes after it was made. */
export function laterHandlers(owner: () => LinkHandlers | undefined): LinkHandlers {
  return {
    up: (info) => owner()?.up(info),
    frame: (received) => owner()?.frame(received),
    fault: (error) => owner()?.fault(error),
    closed: (end) => owner()?.closed(end),
  };
}
