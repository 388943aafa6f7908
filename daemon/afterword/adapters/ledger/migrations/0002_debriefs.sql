-- The user's notes are facts too. SQLite changes a CHECK only by making the table anew.
CREATE TABLE observation_with_debriefs (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision', 'debrief')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;

INSERT INTO observation_with_debriefs (number, kind, source, digest, reader, value)
SELECT number, kind, source, digest, reader, value FROM observation;

DROP TABLE observation;

ALTER TABLE observation_with_debriefs RENAME TO observation;

CREATE TRIGGER observation_is_not_changed BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never changed');
END;

CREATE TRIGGER observation_is_not_removed BEFORE DELETE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never removed');
END;
