// (b) What may still be owed when all has settled: a direct message to somebody with whom there is no chat, because one of the two
// does not want it, or had not answered when asked. Both sides' profiles must say so, and the author's program must not be asking.
import { nameKey, sameName } from '../src/protocol/names.js';
import type { Delivery } from '../src/store/peer-store.js';
import type { Written } from './ledger.js';
import type { World } from './world.js';

/** Where a chat rests that is not open: closed by its user, or asked for in vain. Asking again is up to the user. */
const restful: ReadonlySet<string> = new Set(['closed', 'rejected', 'unanswered']);
/** ms */
const patience = 10_000;

/** Whether there is a true reason. */
export async function mayWait(world: World, { author, id, isRoom }: Written, { recipient, state, reason }: Delivery): Promise<boolean> {
  if (isRoom || id === undefined || state !== 'queued' || reason !== 'not-accepted') return false;
  if (hasAccepted(world, recipient, author) && hasAccepted(world, author, recipient)) return false;
  const explaining = world.peer(author).peer?.explain({ messageId: id });
  const explanations = explaining && (await world.wait(explaining, patience));
  const conversation = explanations
    ?.find((each) => sameName(each.recipient, recipient))
    ?.actors.find(({ actor }) => actor === 'conversation');
  return conversation !== undefined && restful.has(conversation.state);
}

/** As `who` has it on its disk. */
function hasAccepted({ peers }: World, who: string, whom: string): boolean {
  const contacts = peers.find(({ name }) => sameName(name, who))?.messageRows<Contact>('SELECT key, is_accepted FROM contact') ?? [];
  return contacts.some(({ key, is_accepted }) => key === nameKey(whom) && is_accepted === 1);
}

interface Contact {
  readonly key: string;
  readonly is_accepted: number;
}
