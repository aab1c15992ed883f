// Every time and limit of the protocol that can be set, with its default (docs/protocol.md, sections 2 to 7).

interface Setting {
  readonly standard: number;
  readonly min: number;
  readonly max: number;
  readonly unit: 's' | 'bytes' | 'count';
  /** Takes no fraction. */
  readonly whole: boolean;
  /** For `--help` and the docs. */
  readonly what: string;
}

const seconds = (standard: number, what: string, max = 86_400): Setting => ({ standard, min: 0.1, max, unit: 's', whole: false, what });
const count = (standard: number, what: string, min = 1): Setting => ({
  standard,
  min,
  max: 1_000_000_000,
  unit: 'count',
  whole: true,
  what,
});
const bytes = (standard: number, what: string, min = 1024): Setting => ({
  standard,
  min,
  max: 1_073_741_824,
  unit: 'bytes',
  whole: true,
  what,
});

/** What a registry holds (sections 3, 4 and 7). Its command-line flags are these names in kebab-case. */
export const registrySettings = {
  keepAliveTimeout: {
    standard: 10,
    min: 1,
    max: 3600,
    unit: 's',
    whole: true,
    what: 'a session without a sign of life for this long is over',
  },
  helloTimeout: seconds(10, 'from the connection to a complete HELLO_P2P'),
  loginTimeout: seconds(60, 'from the connection to a successful LOGIN'),
  bytesBeforeLogin: bytes(65_536, 'bytes taken from a link before its login'),
  linksPerAddress: count(64, 'links of one address that have not logged in'),
  loginFailures: count(5, 'failed logins a minute for one user and address'),
  loginFailuresPerAddress: count(30, 'failed logins a minute for one address'),
  loginFailuresPerUser: count(30, 'failed logins a minute for one user, from when on checks are delayed'),
  loginDelay: seconds(1, 'how long such a check is delayed'),
  fullRetryAfter: { standard: 10, min: 1, max: 3600, unit: 's', whole: true, what: 'who finds no room is told to come again after' },
  closingRetryAfter: {
    standard: 2,
    min: 1,
    max: 3600,
    unit: 's',
    whole: true,
    what: 'everybody is told to come again after, when it closes',
  },
  registrationsPerAddress: count(20, 'names registered a minute by one address'),
  roomPasswordFailures: count(5, 'wrong room passwords a minute for one user and room'),
  hashesAtOnce: count(4, 'password hashes computed at once'),
  hashesWaiting: count(64, 'password hashes waiting for their turn'),
  requestBurst: count(50, 'requests of one session at once'),
  requestsPerSecond: count(20, 'requests a second of one session after that'),
  errorsPerMinute: count(10, 'requests a minute that are not allowed, until the link is closed'),
  unsentBytes: bytes(1_048_576, 'bytes waiting for a link that does not read, until it is closed', 65_536 + 8192),
  roomsPerUser: { ...count(100, 'rooms that one user is in'), max: 200 },
  memberOfflineDays: {
    standard: 30,
    min: 1,
    max: 36_500,
    unit: 'count',
    whole: true,
    what: 'days not online until a member is taken out of a room',
  },
} as const satisfies Record<string, Setting>;

/** Values for all of `registrySettings`: seconds, bytes or counts, as each says. */
export type RegistryLimits = { readonly [Name in keyof typeof registrySettings]: number };

/** What a peer holds (sections 5 and 6). */
export const peerSettings = {
  helloTimeout: seconds(10, 'from dialling a registry or a peer to its first answer'),
  pingInterval: seconds(60, 'at least every so often a frame goes to the registry'),
  pingTimeout: seconds(10, 'the registry is dialled anew when its answer takes longer'),
  requestTimeout: seconds(15, 'an unanswered request counts as failed'),
  chatRequestTimeout: seconds(60, 'a chat request without an answer is over; also how long a rejected one may not ask again'),
  messageTimeout: seconds(15, 'a link whose peer has not answered a message for this long is lost'),
  messageDoubt: seconds(5, 'a peer that has not answered a message for this long is dialled anew beside the link'),
  linkIdle: seconds(300, 'a link to a peer that carried nothing for this long is closed'),
  crossingDials: seconds(5, 'two links of a pair made within this time: the smaller name decides which stays'),
  dialInterval: seconds(5, 'an address is dialled at most once in this time'),
  holdBack: seconds(2, 'a message waits for its missing predecessor at most this long'),
  memberCheckInterval: seconds(2, 'the registry is asked for the members of a room at most so often for an unknown author'),
  catchUpTime: seconds(60, 'members are asked for what was said for this long at most'),
  catchUpRetry: seconds(30, 'they are asked again when none could be, after this time, which is doubled each time'),
  catchUpRetryLongest: seconds(3600, 'the longest that it becomes'),
  catchUpDials: count(8, 'members who are dialled to be asked, besides those to whom there is a link'),
  messageLifeDays: { standard: 30, min: 1, max: 36_500, unit: 'count', whole: true, what: 'days until an undelivered message is given up' },
  newLinksPerMinute: count(16, 'new links a minute from one address'),
  linksPerName: count(3, 'links of one name'),
  unanswered: count(32, 'unanswered messages on one link'),
  frameBurst: count(100, 'frames from one peer at once'),
  framesPerSecond: count(20, 'frames a second from one peer after that'),
  unsentBytes: bytes(1_048_576, 'bytes waiting for a peer that does not read, until its link is closed', 65_536 + 8192),
} as const satisfies Record<string, Setting>;

/** Values for all of `peerSettings`: seconds, bytes or counts, as each says. */
export type PeerLimits = { readonly [Name in keyof typeof peerSettings]: number };

/** The standard values of a table of settings, with some replaced. Checking what a user gave is `isWithin`'s. */
export function limitsFrom<Table extends Readonly<Record<string, Setting>>>(
  table: Table,
  given: { readonly [Name in keyof Table]?: number } = {},
): { readonly [Name in keyof Table]: number } {
  const limits = {} as { [Name in keyof Table]: number }; // filled for every name just below
  for (const name of Object.keys(table) as (keyof Table)[]) limits[name] = given[name] ?? (table[name] as Setting).standard;
  return limits;
}

/** Whether a setting may have this value. */
export function isWithin(setting: Setting, value: number): boolean {
  const fits = setting.whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  return fits && value >= setting.min && value <= setting.max;
}

/** The largest text of a message, in bytes of UTF-8 (section 5). */
export const maxText = 32_768;
/** How far clocks of peers and registry may differ, ms (section 1). */
export const clockSkew = 5 * 60_000;
/** Back-off of section 6: `random(0, min(longest, first · 2^n))`, ms; `n` is 0 again after `goodAfter` of a good link. */
export const backOff = { first: 500, longest: 30_000, goodAfter: 60_000 } as const;
/** The longest that a timer can be set to, ms: a longer one would fire at once. */
export const longestTimer = 2 ** 31 - 1;
/** Closing of section 2: what is still read and discarded at most (bytes), and how long (ms). */
export const closingLimits = { bytes: 262_144, time: 2000 } as const;
/** The largest datagram, bytes (section 1). */
export const maxDatagram = 1200;
