// Where text goes to and comes from: a person or a room.
import type { ChatMessage } from '../index.js';

/** Where text goes to. */
export type Target = { readonly kind: 'peer'; readonly name: string } | { readonly kind: 'room'; readonly room: string };

export const targetKey = (target: Target): string => (target.kind === 'room' ? `#${target.room}` : target.name).toLowerCase();
export const targetName = (target: Target): string => (target.kind === 'room' ? `#${target.room}` : target.name);

/** Where a message belongs. */
export function targetOf({ conversation }: ChatMessage): Target {
  return conversation.kind === 'room' ? { kind: 'room', room: conversation.room } : { kind: 'peer', name: conversation.peer };
}
