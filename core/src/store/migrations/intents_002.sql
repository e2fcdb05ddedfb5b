-- intents.db, version 2: the outbox. A command is here before its first byte leaves the phone, and stays as its own history.
-- no = order in which the parent asked; adult = who asked (another adult neither sees nor runs it); state = JSON of the outbox.
-- open = 1 while something may still happen to it by itself. Moments are milliseconds since 1970 UTC.

CREATE TABLE intent (
    no         INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    adult      INTEGER NOT NULL,
    child      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    open       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX intent_of ON intent (adult, open, changed_at);

-- A payment or a movement of the school belongs to one command at most.
CREATE TABLE claim (
    adult  INTEGER NOT NULL,
    fact   TEXT NOT NULL,
    intent TEXT NOT NULL,
    PRIMARY KEY (adult, fact)
) WITHOUT ROWID;
