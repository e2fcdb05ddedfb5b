-- intents.db, version 1: what the parent decided. Nothing here can be read again from anywhere.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
