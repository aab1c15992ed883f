// What a chat needs of the place where it is shown; a terminal and a script's output are two.
import type { ChatMessage, StoredMessage } from '../index.js';

export interface View {
  message(message: ChatMessage): void;
  /** Everything that is not a message: one sentence. */
  notice(sentence: string): void;
  /** The body of an answer, after a notice that says what it is. */
  list(lines: readonly string[]): void;
  past(messages: readonly StoredMessage[], ownName: string): void;
  /** The current conversation, the unread ones or the connection have changed. */
  refresh(): void;
  /** Empties the screen, where there is one. */
  clear(): void;
  /** Calls somebody who may not be looking. Undefined where nobody is. */
  readonly alert?: ((how: { readonly bell: boolean; readonly notification: string | undefined }) => void) | undefined;
  /** Lets a person write a text in an editor and puts it into the line. Undefined where there is no line to write in. */
  readonly edit?: ((initial: string) => Promise<void>) | undefined;
}
