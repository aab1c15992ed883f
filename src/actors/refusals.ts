// The one place where the reasons of the protocol (section 8) and of this program become sentences for people: what
// happened, and what to do about it. A ParleyError's `message` is one of these.
import type { Trouble } from '../machines/registry-session/events.js';
import type { Reason } from '../protocol/reasons.js';
import { type LocalReason, ParleyError } from './errors.js';

const sentences: Readonly<Record<Reason | LocalReason, string>> = {
  'malformed-frame': 'The other side sent something that is not this protocol. Update both sides to the same version.',
  'frame-too-large': 'That is too long to be sent. Shorten it.',
  'unknown-verb': 'The other side does not know this request. Update both sides to the same version.',
  'wrong-fields': 'The other side did not understand this request. Update both sides to the same version.',
  'not-logged-in': 'You are not logged in. Wait until you are online again.',
  'already-logged-in': 'You are logged in already.',
  'rate-limited': 'That was too often in a short time. Wait a moment and try again.',
  internal: 'Something went wrong on the other side. Try again later.',

  'hello-expected': 'The registry did not understand this program. Update both sides to the same version.',
  'protocol-unsupported': 'The registry speaks another version of the protocol. Update this program.',
  'registry-full': 'The registry takes no more connections from here now. Try again later.',
  timeout: 'There was no answer in time. Try again.',

  'name-invalid': 'That is no name. Use 1 to 32 letters, digits, dots, dashes or underscores, a letter or digit first.',
  'name-taken': 'That name is taken. Choose another one, or log in if it is yours.',
  'hash-invalid': 'The registry did not take the password. Update both sides to the same version.',

  'wrong-credentials': 'The name or the password is wrong. Check both and try again.',
  'already-online': 'You are online from somewhere else. Log out there, or wait until it is gone.',
  'request-invalid': 'The registry did not take the address or the key of this device. Check the address that others should dial.',

  'room-exists': 'There is a room of that name. Choose another name, or join it.',
  'room-unknown': 'There is no such room. Look at the list of rooms.',
  'room-full': 'The room is full. Try again when somebody has left, or choose another one.',
  'wrong-room-password': "That is not the room's password. Ask somebody in it.",
  'capacity-invalid': 'A room holds 2 to 1000 members. Choose a number between them.',
  'description-invalid': 'A description is one line of at most 256 characters. Shorten it.',
  'not-a-member': 'You are not in that room. Join it first.',
  'already-a-member': 'You are in that room already.',
  'not-yourself': 'Only the member itself can leave a room.',
  'no-rooms': 'There are no rooms yet. Create one.',
  'too-many-rooms': 'You are in as many rooms as the registry allows. Leave one first.',

  'user-unknown': 'There is no user of that name. Check how it is written.',
  'user-offline': 'That user is not online. What you send is kept until then.',
  'nobody-online': 'Nobody else is online.',

  rejected: 'The other side does not want to chat now.',
  'no-answer': 'The other side has not answered yet. It still can.',
  'not-accepted': 'The other side has not accepted the chat yet. What you send is kept until then.',
  'wrong-recipient': 'The message reached somebody else, who did not take it. Search for the name and try again.',
  'wrong-sender': 'The other side does not believe that this message is yours.',
  'not-text': 'A message is text that is not empty.',
  'too-large': 'A message is at most 32,768 bytes long. Split it.',
  'bad-signature': 'The other side does not believe the signature of this message.',
  'seq-conflict': 'The other side has another message in its place. Send it again.',
  'storage-failed': 'The other side could not store it. It is sent again later.',

  closing: 'The other side is shutting down. You are connected again when it is back.',
  replaced: 'You logged in from somewhere else, so this session is over.',
  'timed-out': 'The registry heard nothing from here for too long.',
  'login-timeout': 'Logging in took too long. Try again.',
  'too-much-before-login': 'The registry got too much before the login. Try again.',
  'too-slow': 'The connection is too slow for what has to be sent.',
  'too-many-errors': 'The registry did not understand this program. Update both sides to the same version.',

  'registry-changed':
    'The registry shows another key than the one remembered for this address. Somebody may be in between. ' +
    'If you know that it has changed, forget the old key first.',
  unreachable: 'Nothing answers at that address. Check the address and the network.',
  'signed-out': 'You are logged out. Start again to log in.',
  invalid: 'That is not what is needed here.',
  'no-such-chat': 'Nobody of that name asked for a chat.',
  'key-changed': 'That user shows another key than before. Make sure who it is, then accept the new key.',
  storage: 'What has to last cannot be read or written. Check the disk and the rights of the data directory.',
  'in-use': 'This user is open in another window with the same data directory. Use that one, or close it.',
  closed: 'It was closed before it was done.',

  offline: 'You are not connected to the registry now. It is dialled again by itself.',
  'link-lost': 'The connection to the registry was lost.',
  expired: 'It could not be delivered for too long and was given up.',
};

/** What a reason says in plain words; of an unknown one, that it was refused. */
export function sentenceFor(reason: string): string {
  return Object.hasOwn(sentences, reason)
    ? sentences[reason as keyof typeof sentences] // its own key, just asked
    : `It was refused (${reason}).`;
}

/** The error of a reason, with its sentence, or a more exact one where there is one. */
export function parleyError(reason: string, retryAfter?: number, sentence: string = sentenceFor(reason)): ParleyError {
  return new ParleyError(reason, sentence, retryAfter);
}

/** The sentence for what ended or keeps from a session. */
export function troubleSentence({ reason, detail, sentence }: Pick<Trouble, 'reason' | 'detail' | 'sentence'>): string {
  if (sentence !== undefined) return sentence;
  return detail === undefined ? sentenceFor(reason) : `${sentenceFor(reason)} (${detail})`;
}

export function troubleError(trouble: Trouble): ParleyError {
  return parleyError(trouble.reason, trouble.retryAfter, troubleSentence(trouble));
}
