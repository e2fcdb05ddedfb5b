-- intents.db, version 3: the ledger of alerts. One row for each event, whatever the number of routes it came by.
-- event = JSON of the domain's event; fate = what became of it (see store/alerts.rs); the times are milliseconds since 1970 UTC:
-- event_at by the school's turnstile or till, server_at when the server sent it, push_at when a push brought it, learned_at when this
-- phone first learned of it by any route, shown_at when it was posted. posted = the revision that was posted.

CREATE TABLE alert (
    key        TEXT PRIMARY KEY,
    child      TEXT,
    kind       TEXT NOT NULL,
    event      TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    fate       INTEGER NOT NULL,
    event_at   INTEGER NOT NULL,
    server_at  INTEGER,
    push_at    INTEGER,
    learned_at INTEGER NOT NULL,
    shown_at   INTEGER,
    posted     INTEGER,
    seen       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX alert_feed ON alert (event_at);
CREATE INDEX alert_due ON alert (learned_at) WHERE fate < 2 AND (posted IS NULL OR posted < revision);

-- From when on a child is followed, what was said of its balance, the place among the pushes.
CREATE TABLE alert_mark (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
