// The tables of one user at one registry. Names are keyed by their lower case; a message's `id` is its place in the order in
// which this device stored them.

/** Append-only: a migration that was ever released is never changed. */
export const peerMigrations: readonly string[] = [
  `
  -- 'identity-key', 'session-token'.
  CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE contact (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    key_fingerprint TEXT,
    changed_key TEXT,
    is_accepted INTEGER NOT NULL,
    has_accepted INTEGER NOT NULL,
    host TEXT,
    port INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE room (
    room_id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    -- JSON, an array of names.
    members TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('direct', 'room')),
    -- The peer's name in lower case, or the room's id.
    key TEXT NOT NULL,
    -- The peer's or the room's name.
    name TEXT NOT NULL,
    -- Of this device's own messages; NULL until the first.
    stream TEXT,
    last_seq INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, key)
  ) STRICT;

  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    -- Lower case; '' for this user.
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    -- To be shown: without control characters.
    text TEXT NOT NULL,
    -- The exact bytes, where they are not the UTF-8 of the text.
    payload BLOB,
    signature TEXT,
    author_certificate BLOB,
    forwarded_by TEXT,
    UNIQUE (conversation, author, stream, seq)
  ) STRICT;
  CREATE UNIQUE INDEX own_message ON message (message_id) WHERE author = '';
  CREATE INDEX message_of_conversation ON message (conversation, id);

  CREATE TABLE delivery (
    message INTEGER NOT NULL REFERENCES message (id),
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'refused')),
    reason TEXT,
    PRIMARY KEY (message, recipient)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX owed ON delivery (recipient, message) WHERE state IN ('queued', 'sent');
  `,
  `
  -- Of a message of this user: it has been given a new place after a seq-conflict; its own is the new one.
  ALTER TABLE message ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX message_by_id ON message (conversation, author, message_id);

  -- Places that are taken by a message which has another one as well: after a seq-conflict its author gave it a new one.
  CREATE TABLE other_place (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    author TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, author, stream, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW place AS
    SELECT conversation, author, stream, seq FROM message UNION SELECT conversation, author, stream, seq FROM other_place;

  -- Of a stream in which a peer will always lack something: what it was given above that gap, and need not be given again.
  CREATE TABLE forwarded (
    peer TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    author TEXT NOT NULL,
    stream TEXT NOT NULL,
    -- The highest Seq without a gap that the peer had then: with less it has lost something since.
    through INTEGER NOT NULL,
    -- It was given every message up to this row.
    up_to INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (peer, conversation, author, stream)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE contact ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
  -- The fingerprint of the key whose safety number the user has compared.
  ALTER TABLE contact ADD COLUMN verified_key TEXT;
  `,
  `
  -- The words of the messages, for search.ts, which adds those of new messages when something is looked for. It has a copy of
  -- the texts: an index that is behind the table that it is made for would count as damaged.
  CREATE VIRTUAL TABLE message_text USING fts4(text, tokenize=unicode61);
  `,
];
