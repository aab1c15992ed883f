// What happens while a chat is under way, told in plain sentences; messages as they are.
import { type ChatMessage, type DeliveryChange, ParleyError, type PeerEvents, type PeerState } from '../index.js';
import { inWords, refusalSentence, stateSentence } from './sentences.js';
import type { Session } from './session.js';
import { targetOf } from './target.js';
import type { Say } from './texts/catalogue.js';

/** Tells everything that the session's peer reports, until the function given back is called. */
export function tellEvents(session: Session): () => void {
  const { comings, marks, people, peer, view, say } = session;
  people.open();
  const tellDelivery = createDeliveryTeller(session);
  const listeners: PeerEvents = {
    state: createStateTeller(session),
    delivery: (change) => {
      marks.note(change);
      tellDelivery(change);
    },
    message: (message) => tellMessage(session, message),
    registered: ({ name }) => view.notice(say('registered', { name })),
    'registry-trusted': ({ address, fingerprint }) => view.notice(say('registryTrusted', { address, fingerprint })),
    'chat-request': ({ from }) => tellRequest(session, from),
    'chat-open': ({ peer: name }) => {
      session.meet(name);
      session.acceptedInAdvance.delete(name.toLowerCase());
      view.notice(say(isTarget(session, name) ? 'chatOpen' : 'chatOpenElsewhere', { name }));
    },
    'chat-refused': ({ peer: name, reason }) => view.notice(refusedSentence(name, reason, say)),
    'user-online': ({ name }) => {
      session.meet(name);
      comings.note('online', name);
    },
    'user-offline': ({ name }) => comings.note('offline', name),
    'room-join': ({ room, name }) => {
      session.meet(name);
      comings.note('join', name, room);
    },
    'room-leave': ({ room, name }) => comings.note('leave', name, room),
    'room-host': ({ room, name }) => view.notice(isOwn(session, name) ? say('youHostNow', { room }) : say('hostNow', { name, room })),
    'room-open': (room) => {
      const key = room.room.toLowerCase();
      const isNews = !session.roomsUnderWay.has(key) && session.openRooms.get(key)?.roomId !== room.roomId;
      session.openRooms.set(key, room);
      session.windows.open({ kind: 'room', room: room.room });
      session.meet(...room.members.map(({ name }) => name));
      if (isNews) view.notice(say('youAreIn', { room: room.room }));
    },
    'key-changed': ({ name }) => {
      view.notice(say('keyChanged', { name }));
      view.notice(say('keyChangedWhat', { name }));
      void tellVerifiedLost(session, name);
    },
    // Its own words are English, and may say more than its reason.
    warning: ({ reason, message }) => view.notice(refusalSentence(new ParleyError(reason, message), say)),
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
  const { alerts, away, comings, people, view } = session;
  if (people.isHidden(message.from)) return;
  comings.flush();
  view.message(message);
  session.countUnread(targetOf(message));
  alerts.message(message);
  away.noteMessage(message, alerts.isMention(message));
}

/** A verified mark is of one key, and gone with it. */
async function tellVerifiedLost({ peer, say, view }: Session, name: string): Promise<void> {
  const contacts = await peer.contacts().catch(() => []);
  const contact = contacts.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (contact?.verifiedKey !== undefined && contact.verifiedKey === contact.keyFingerprint) view.notice(say('verifiedLost', { name }));
}

function tellRequest(session: Session, from: string): void {
  session.meet(from);
  session.comings.flush();
  if (!session.acceptedInAdvance.delete(from.toLowerCase())) {
    session.view.notice(session.say('wantsToChat', { name: from }));
    session.alerts.request(from);
    session.away.noteRequest(from);
    return;
  }
  session.view.notice(session.say('wantsToChatAccepted', { name: from }));
  session.peer.accept(from).catch((error: unknown) => session.view.notice(refusalSentence(error, session.say)));
}

/** A lost connection is told once, not at every try; so is its return. */
function createStateTeller(session: Session): (state: PeerState) => void {
  let wasOnline = session.peer.state.state === 'online';
  let isLossTold = false;
  return (state) => {
    session.view.refresh();
    if (state.state === 'online') {
      if (isLossTold) session.view.notice(wasOnline ? session.say('connectedAgain') : stateSentence(state, session.now(), session.say));
      wasOnline = true;
      isLossTold = false;
    } else if (state.state === 'offline' && !isLossTold) {
      session.view.notice(stateSentence(state, session.now(), session.say));
      isLossTold = true;
    } else if (state.state === 'signed-out' && session.isUnderWay) {
      session.end({ how: 'signed-out', sentence: stateSentence(state, session.now(), session.say) });
    }
  };
}

/** Of direct messages also that they wait and then arrive; of a room's only that somebody refused. */
function createDeliveryTeller(session: Session): (change: DeliveryChange) => void {
  const waiting = new Set<string>();
  const { say } = session;
  return ({ recipient, state, reason, conversation }) => {
    const key = recipient.toLowerCase();
    if (state === 'refused') {
      const given = { name: recipient, why: reason === undefined ? '' : inWords(reason, say) };
      const isRoom = conversation.kind === 'room';
      session.view.notice((isRoom ? say('notGotRoom', { ...given, room: conversation.room }) : say('notGot', given)).trimEnd());
    }
    if (conversation.kind === 'room') return;
    if (state === 'queued' && reason !== undefined && !waiting.has(key)) {
      waiting.add(key);
      session.view.notice(say('kept', { name: recipient, why: inWords(reason, say) }));
    }
    if (state === 'delivered' && waiting.delete(key)) session.view.notice(say('hasThem', { name: recipient }));
    if (state === 'refused') waiting.delete(key);
  };
}

function refusedSentence(name: string, reason: string, say: Say): string {
  if (reason === 'no-answer') return say('chatNoAnswer', { name });
  if (reason === 'rejected') return say('chatRejected', { name });
  return say('chatRefused', { name, why: inWords(reason, say) });
}

function isOwn({ peer }: Session, name: string): boolean {
  return name.toLowerCase() === peer.name.toLowerCase();
}

function isTarget({ target }: Session, name: string): boolean {
  return target?.kind === 'peer' && target.name.toLowerCase() === name.toLowerCase();
}
