// Where logs go (pino): JSON lines for machines, one readable line each for people. Nothing secret gets through, whatever
// it is called with.
import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import type { LogFacts, Logger } from './logger.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LogOutputOptions {
  /** `auto`: readable where the destination is a terminal, else JSON. */
  readonly format: 'json' | 'pretty' | 'auto';
  /** A file descriptor (2 is standard error), or a file that is added to. */
  readonly destination: number | string;
  readonly level: LogLevel;
}

/** What cannot be written waits up to here; more is dropped. Bytes. */
const mostUnwritten = 1_048_576;

const require = createRequire(import.meta.url);
/** Loaded only where a log is made: both take longer to load than most of this program. */
const load = <Package>(name: string): Package => require(name);

/** A log whose lines are written before the call returns: none is lost when the program ends. */
export function createLogger({ format, destination, level }: LogOutputOptions): Logger {
  const { pino }: typeof import('pino') = load('pino');
  const isReadable = format === 'pretty' || (format === 'auto' && isTerminal(destination));
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const file = pino.destination({ dest: destination, sync: true, mkdir: true, maxLength: mostUnwritten });
  // A full disk, or a reader that went away: what is logged goes on, and is written when that can be again.
  file.on('error', () => {});
  const lines = isReadable
    ? load<typeof import('pino-pretty')>('pino-pretty')({
        destination: file,
        colorize: isTerminal(destination) && !process.env['NO_COLOR'],
        translateTime: 'HH:MM:ss.l',
        singleLine: true,
      })
    : file;
  const output = pino(options, lines);
  return {
    tellsDetails: output.isLevelEnabled('debug'),
    debug: (facts, sentence) => output.debug(harmless(facts), sentence),
    info: (facts, sentence) => output.info(harmless(facts), sentence),
    warn: (facts, sentence) => output.warn(harmless(facts), sentence),
    error: (facts, sentence) => output.error(harmless(facts), sentence),
  };
}

function isTerminal(destination: number | string): boolean {
  return typeof destination === 'number' && isatty(destination);
}

/** Facts that are called like a secret. */
const secretName = /pass|secret|hash|token|resume|session|key|mac|signature|credential|text|payload|body|pem/i;
/** Names that look like one and are none. */
const openName = /^(keyFingerprint|context)$/;
/** Values that look like a secret: a hash, a token or key of 32 bytes, a PEM, a stored password hash. */
const secretValue = /[0-9a-f]{64}|[A-Za-z0-9_-]{43,}|-----BEGIN|\$argon2|\$scrypt/;
/** A public fingerprint looks like a token, and is what an operator needs to see. */
const publicName = /^(fingerprint|keyFingerprint|link|listening)$/;

/** The facts without anything that may be a password, hash, token, key or message text, and with no line break in any. */
function harmless(facts: LogFacts): LogFacts {
  const kept: Record<string, LogFacts[string]> = {};
  for (const [name, value] of Object.entries(facts)) {
    const isSecret = secretName.test(name) && !openName.test(name) && typeof value === 'string';
    const looksSecret = typeof value === 'string' && secretValue.test(value) && !publicName.test(name);
    kept[name] = isSecret || looksSecret ? '[left out]' : readable(value);
  }
  return kept;
}

/** Others choose names and reasons: what they write must not act on the terminal that shows the log. */
function readable(value: LogFacts[string]): LogFacts[string] {
  return typeof value === 'string' ? value.replace(/\p{Cc}|\p{Cf}/gu, '\uFFFD') : value;
}
