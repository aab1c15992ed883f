// The registry's tables. Names are keyed by their lower case, which also sorts them by bytes.

/** Append-only: a migration that was ever released is never changed. */
export const registryMigrations: readonly string[] = [
  `
  CREATE TABLE account (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- When a session last began or ended.
    last_online INTEGER,
    -- A session was live when this was written: after a crash it tells who was online then.
    is_online INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  -- For which name each key was last certified.
  CREATE TABLE certified_key (
    fingerprint TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE room (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    room_id TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL REFERENCES account (key),
    description TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    member_count INTEGER NOT NULL DEFAULT 0,
    -- Both or neither: an open room has none.
    password_salt BLOB,
    password_hash BLOB,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE membership (
    room TEXT NOT NULL REFERENCES room (key),
    account TEXT NOT NULL REFERENCES account (key),
    -- Rises with every join of the room: clocks jump, and two may join in one millisecond.
    standing INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (room, account),
    UNIQUE (room, standing)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX membership_of_account ON membership (account, room);

  CREATE TRIGGER member_joined AFTER INSERT ON membership BEGIN
    UPDATE room SET member_count = member_count + 1 WHERE key = NEW.room;
  END;
  CREATE TRIGGER member_left AFTER DELETE ON membership BEGIN
    UPDATE room SET member_count = member_count - 1 WHERE key = OLD.room;
  END;
  `,
];

/**
 * Presence ends with the program, so it is a temporary table: in memory, yet part of the same transactions. (It cannot
 * refer to accounts of the main database by a foreign key.)
 */
export const presenceTable = `
  CREATE TEMP TABLE presence (
    account TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    is_pending INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
