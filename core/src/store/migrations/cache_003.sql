-- cache.db, version 3: menus. One row for each child, day and part of the menu (0 = set meals, 1 = buffet); a day that was read and has
-- nothing is an empty list, a day that was not read has no row. content = JSON of the domain's menu; as_of = the school's time of reading.

CREATE TABLE menu (
    child   INTEGER NOT NULL,
    on_date TEXT NOT NULL,
    part    INTEGER NOT NULL,
    as_of   INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (child, on_date, part)
) WITHOUT ROWID;
