PRAGMA application_id = 0x41667764;  -- "Afwd": so that no other program's database is taken for ours

-- Facts, in the order in which they were written down; never changed, never removed.
-- source: what the fact was read from (a digest); digest: of what was read there.
CREATE TABLE observation (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;

CREATE TRIGGER observation_is_not_changed BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never changed');
END;

CREATE TRIGGER observation_is_not_removed BEFORE DELETE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never removed');
END;

-- What the user said and no pass has taken up yet.
CREATE TABLE inbox (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- One row for each version of each follow-up.
CREATE TABLE draft (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- How far each folder was read.
CREATE TABLE cursor (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uidnext INTEGER NOT NULL,
    reader INTEGER NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (account, folder)
) STRICT, WITHOUT ROWID;

-- Messages that could not be read.
CREATE TABLE set_aside (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;

-- How the last attempt to serve each account ended.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('ok', 'unreachable', 'refused')),
    problem TEXT
) STRICT, WITHOUT ROWID;
