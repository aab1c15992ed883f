// What a log is to the rest of the program. log-output.ts makes one; `silentLogger` is for libraries and tests.

/** Facts that go with a line. Never a password, hash, token, key or message text. */
export type LogFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/** A log: levels as every operator knows them, facts first, then a sentence that is the same each time. */
export interface Logger {
  /** Whether `debug` lines go anywhere: some cost more than they are worth when they do not. */
  readonly tellsDetails?: boolean;
  debug(facts: LogFacts, sentence: string): void;
  info(facts: LogFacts, sentence: string): void;
  warn(facts: LogFacts, sentence: string): void;
  error(facts: LogFacts, sentence: string): void;
}

const nothing = () => {};

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
