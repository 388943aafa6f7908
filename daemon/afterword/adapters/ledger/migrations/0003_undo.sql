-- What the user has undone is a fact too.
CREATE TABLE observation_with_undo (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision', 'debrief', 'undo')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;

INSERT INTO observation_with_undo (number, kind, source, digest, reader, value)
SELECT number, kind, source, digest, reader, value FROM observation;

DROP TABLE observation;

ALTER TABLE observation_with_undo RENAME TO observation;

CREATE TRIGGER observation_is_not_changed BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never changed');
END;

CREATE TRIGGER observation_is_not_removed BEFORE DELETE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never removed');
END;
