// What happens while a chat is under way, told in plain sentences; messages as they are.
import type { ChatMessage, DeliveryChange, PeerEvents, PeerState } from '../index.js';
import { inWords, refusalSentence, stateSentence } from './sentences.js';
import { type Session, targetOf } from './session.js';

/** Tells everything that the session's peer reports, until the function given back is called. */
export function tellEvents(session: Session): () => void {
  const { peer, view } = session;
  const listeners: PeerEvents = {
    state: createStateTeller(session),
    delivery: createDeliveryTeller(session),
    message: (message) => tellMessage(session, message),
    registered: ({ name }) => view.notice(`${name} is registered.`),
    'registry-trusted': ({ address, fingerprint }) =>
      view.notice(`First time at the registry ${address}: its fingerprint ${fingerprint} is trusted from now on.`),
    'chat-request': ({ from }) => tellRequest(session, from),
    'chat-open': ({ peer: name }) => {
      session.meet(name);
      session.acceptedInAdvance.delete(name.toLowerCase());
      view.notice(`The chat with ${name} is open.${isTarget(session, name) ? '' : ` /chat ${name} talks there.`}`);
    },
    'chat-refused': ({ peer: name, reason }) => view.notice(refusedSentence(name, reason)),
    'user-online': ({ name }) => {
      session.meet(name);
      view.notice(`${name} is online.`);
    },
    'user-offline': ({ name }) => view.notice(`${name} is not online any more.`),
    'room-join': ({ room, name }) => {
      session.meet(name);
      view.notice(`${name} joined #${room}.`);
    },
    'room-leave': ({ room, name }) => view.notice(`${name} left #${room}.`),
    'room-host': ({ room, name }) =>
      view.notice(isOwn(session, name) ? `You are the host of #${room} now.` : `${name} is the host of #${room} now.`),
    'room-open': (room) => {
      const key = room.room.toLowerCase();
      const isNews = !session.roomsUnderWay.has(key) && session.openRooms.get(key)?.roomId !== room.roomId;
      session.openRooms.set(key, room);
      session.meet(...room.members.map(({ name }) => name));
      if (isNews) view.notice(`You are in #${room.room}. /join ${room.room} talks there.`);
    },
    'key-changed': ({ name }) => {
      view.notice(`${name} shows another key than before: a new device, or somebody else. Nothing is sent there or shown from there.`);
      view.notice(`Compare the number of /verify ${name} by another way, then /trust ${name} accepts the new key.`);
    },
    warning: ({ message }) => view.notice(message),
  };
  // The emitter's types tie a listener to the name of its event, which is lost when both come from a table of PeerEvents.
  const emitter = peer as unknown as Emitter;
  const entries = Object.entries(listeners) as [string, Listener][];
  for (const [event, listener] of entries) emitter.on(event, listener);
  return () => {
    for (const [event, listener] of entries) emitter.off(event, listener);
  };
}

type Listener = (argument: never) => void;

interface Emitter {
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
}

function tellMessage(session: Session, message: ChatMessage): void {
  // What this user typed stands there already; what it said from elsewhere comes as history.
  if (isOwn(session, message.from) && !message.isHistory) return;
  session.meet(message.from);
  session.view.message(message);
  session.countUnread(targetOf(message));
}

function tellRequest(session: Session, from: string): void {
  session.meet(from);
  if (!session.acceptedInAdvance.delete(from.toLowerCase())) {
    session.view.notice(`${from} wants to chat with you: /accept ${from} or /reject ${from}`);
    return;
  }
  session.view.notice(`${from} wants to chat with you, and is accepted as you said.`);
  session.peer.accept(from).catch((error: unknown) => session.view.notice(refusalSentence(error)));
}

/** A lost connection is told once, not at every try; so is its return. */
function createStateTeller(session: Session): (state: PeerState) => void {
  let wasOnline = session.peer.state.state === 'online';
  let isLossTold = false;
  return (state) => {
    session.view.refresh();
    if (state.state === 'online') {
      if (isLossTold) session.view.notice(wasOnline ? 'Connected to the registry again.' : stateSentence(state, session.now()));
      wasOnline = true;
      isLossTold = false;
    } else if (state.state === 'offline' && !isLossTold) {
      session.view.notice(stateSentence(state, session.now()));
      isLossTold = true;
    } else if (state.state === 'signed-out' && session.isUnderWay) {
      session.end({ how: 'signed-out', sentence: stateSentence(state, session.now()) });
    }
  };
}

/** Of direct messages also that they wait and then arrive; of a room's only that somebody refused. */
function createDeliveryTeller(session: Session): (change: DeliveryChange) => void {
  const waiting = new Set<string>();
  return ({ recipient, state, reason, conversation }) => {
    const key = recipient.toLowerCase();
    if (state === 'refused') {
      const where = conversation.kind === 'room' ? ` in #${conversation.room}` : '';
      session.view.notice(`${recipient} did not get your message${where}.${because(reason)}`);
    }
    if (conversation.kind === 'room') return;
    if (state === 'queued' && reason !== undefined && !waiting.has(key)) {
      waiting.add(key);
      session.view.notice(`Your messages for ${recipient} are kept and sent as soon as that can be. ${inWords(reason)}`);
    }
    if (state === 'delivered' && waiting.delete(key)) session.view.notice(`${recipient} has your messages now.`);
    if (state === 'refused') waiting.delete(key);
  };
}

function refusedSentence(name: string, reason: string): string {
  if (reason === 'no-answer') return `${name} has not answered yet; a later yes still opens the chat.`;
  if (reason === 'rejected') return `${name} does not want to chat.`;
  return `No chat with ${name}. ${inWords(reason)}`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` ${inWords(reason)}`;
}

function isOwn({ peer }: Session, name: string): boolean {
  return name.toLowerCase() === peer.name.toLowerCase();
}

function isTarget({ target }: Session, name: string): boolean {
  return target?.kind === 'peer' && target.name.toLowerCase() === name.toLowerCase();
}
