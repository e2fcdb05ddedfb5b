-- cache.db, version 1: what the server told. Everything here can be read again from the server.
-- Event tables are clustered by (child, at, …), so one screen is a few neighbouring pages however long the history is.
-- Moments are milliseconds since 1970 UTC, sums are kopecks, days are YYYY-MM-DD.

CREATE TABLE adult (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    profile_id  INTEGER,
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    middle_name TEXT NOT NULL,
    phone       TEXT NOT NULL,
    email       TEXT
);

-- no = small number used by the event tables; position = place in the family, NULL when the profile no longer names the child.
CREATE TABLE person (
    no           INTEGER PRIMARY KEY,
    person_id    TEXT NOT NULL UNIQUE,
    position     INTEGER,
    student_id   INTEGER,
    account      INTEGER,
    first_name   TEXT NOT NULL DEFAULT '',
    last_name    TEXT NOT NULL DEFAULT '',
    middle_name  TEXT NOT NULL DEFAULT '',
    sex          INTEGER NOT NULL DEFAULT 0,
    birth_date   TEXT,
    class_name   TEXT NOT NULL DEFAULT '',
    has_school   INTEGER NOT NULL DEFAULT 0,
    school_id    INTEGER,
    school_name  TEXT NOT NULL DEFAULT '',
    school_short TEXT NOT NULL DEFAULT '',
    school_phone TEXT NOT NULL DEFAULT '',
    enrolled_on  TEXT
);

CREATE TABLE organization (
    no         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    short_name TEXT NOT NULL,
    address    TEXT NOT NULL
);

-- organization and direction stand for the passage's text id, which is made of the same facts.
CREATE TABLE passage (
    child        INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    organization INTEGER NOT NULL,
    direction    INTEGER NOT NULL,
    learned_at   INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    escort       TEXT,
    PRIMARY KEY (child, at, organization, direction)
) WITHOUT ROWID;

-- items: JSON [[name, amount, price, [dish, …]], …]
CREATE TABLE purchase (
    child        INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    id           TEXT NOT NULL,
    delivered_at INTEGER,
    on_date      TEXT NOT NULL,
    kind         INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    total        INTEGER NOT NULL,
    discount     INTEGER NOT NULL,
    learned_at   INTEGER NOT NULL,
    items        TEXT NOT NULL,
    PRIMARY KEY (child, at, id)
) WITHOUT ROWID;

CREATE TABLE movement (
    child          INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    id             TEXT NOT NULL,
    kind           INTEGER NOT NULL,
    sum            INTEGER NOT NULL,
    balance_before INTEGER,
    origin         TEXT NOT NULL,
    purchase       TEXT,
    learned_at     INTEGER NOT NULL,
    removed_at     INTEGER,
    PRIMARY KEY (child, at, id)
) WITHOUT ROWID;

-- What a movement said before the school edited it; seen_at = when the edit was noticed.
CREATE TABLE movement_version (
    child          INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    id             TEXT NOT NULL,
    seen_at        INTEGER NOT NULL,
    sum            INTEGER NOT NULL,
    balance_before INTEGER,
    PRIMARY KEY (child, at, id, seen_at)
) WITHOUT ROWID;

CREATE TABLE account (
    child      INTEGER PRIMARY KEY,
    number     INTEGER,
    confirmed  INTEGER NOT NULL,
    has_rules  INTEGER NOT NULL,
    day_limit  INTEGER,
    warn_below INTEGER,
    as_of      INTEGER NOT NULL
);

-- child 0 = the whole family.
CREATE TABLE reading (
    child        INTEGER NOT NULL,
    service      INTEGER NOT NULL,
    as_of        INTEGER,
    attempted_at INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    PRIMARY KEY (child, service)
) WITHOUT ROWID;

CREATE TABLE sync_cursor (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The last state of a screen, as its module wrote it.
CREATE TABLE screen (
    key     TEXT NOT NULL,
    locale  TEXT NOT NULL,
    version INTEGER NOT NULL,
    state   BLOB NOT NULL,
    PRIMARY KEY (key, locale)
) WITHOUT ROWID;
