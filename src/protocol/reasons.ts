// Every `Reason` token of the protocol (docs/protocol.md, section 8).

/** The tokens by where they occur. */
export const reasonTokens = {
  any: [
    'malformed-frame',
    'frame-too-large',
    'unknown-verb',
    'wrong-fields',
    'not-logged-in',
    'already-logged-in',
    'rate-limited',
    'internal',
  ],
  hello: ['hello-expected', 'protocol-unsupported', 'registry-full', 'timeout'],
  register: ['name-invalid', 'name-taken', 'hash-invalid'],
  login: ['wrong-credentials', 'already-online', 'request-invalid'],
  rooms: [
    'name-invalid',
    'hash-invalid',
    'room-exists',
    'room-unknown',
    'room-full',
    'wrong-room-password',
    'capacity-invalid',
    'description-invalid',
    'not-a-member',
    'already-a-member',
    'not-yourself',
    'no-rooms',
    'too-many-rooms',
  ],
  lists: ['user-unknown', 'user-offline', 'nobody-online', 'room-unknown', 'not-a-member'],
  chat: [
    'rejected',
    'no-answer',
    'not-accepted',
    'wrong-recipient',
    'wrong-sender',
    'not-text',
    'too-large',
    'bad-signature',
    'not-a-member',
    'room-unknown',
    'seq-conflict',
    'storage-failed',
  ],
  goodbye: ['closing', 'replaced', 'timed-out', 'login-timeout', 'too-much-before-login', 'too-slow', 'too-many-errors'],
} as const;

/** A token of section 8. A peer may send others: reading code takes any string. */
export type Reason = (typeof reasonTokens)[keyof typeof reasonTokens][number];

/** The refusals of XI and XVI after which the sender tries again by itself (section 5); any other is final. */
export const passingReasons: ReadonlySet<string> = new Set<Reason>(['not-a-member', 'not-accepted', 'room-unknown', 'storage-failed']);
