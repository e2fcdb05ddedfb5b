-- cache.db, version 2: which days have been read completely, so that a day that was never read is not shown as an empty one.
-- service is numbered as in reading; days are counted from 1970-01-01, so that neighbours are one apart; intervals of one child
-- and service have no day in common. as_of = the school's time of the reading (of several gathered ones: the oldest).

CREATE TABLE read_days (
    child    INTEGER NOT NULL,
    service  INTEGER NOT NULL,
    to_day   INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    as_of    INTEGER NOT NULL,
    PRIMARY KEY (child, service, to_day)
) WITHOUT ROWID;

-- Version 1 did not write down what it read, so its days count as not read. Without its cursors the way back is walked once more.
DELETE FROM sync_cursor WHERE name LIKE 'history/%';
