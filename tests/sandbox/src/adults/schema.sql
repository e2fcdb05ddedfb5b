-- Who of the adults sees which child, how a family gets connected, what was consented to. Times and flags as in the school's schema.

CREATE TABLE IF NOT EXISTS adult_rights (   -- of guardians; none here: all rights, without end
  parent_id INTEGER NOT NULL REFERENCES parents(id), child_id INTEGER NOT NULL REFERENCES children(id),
  rights TEXT NOT NULL,                     -- all | entries | none
  until TEXT,                               -- last day; NULL: without end
  PRIMARY KEY (parent_id, child_id)
) WITHOUT ROWID;

CREATE VIEW IF NOT EXISTS adults AS
  SELECT g.parent_id, g.child_id, g.is_legal, COALESCE(r.rights, 'all') AS rights, COALESCE(r.until, '9999-12-31') AS until
  FROM guardians g LEFT JOIN adult_rights r ON r.parent_id = g.parent_id AND r.child_id = g.child_id;

CREATE TABLE IF NOT EXISTS unconnected (child_id INTEGER PRIMARY KEY REFERENCES children(id));

CREATE TABLE IF NOT EXISTS applications (   -- to the school's responsible employee, on paper
  id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id), parent_id INTEGER NOT NULL REFERENCES parents(id),
  phone TEXT NOT NULL, email TEXT NOT NULL, submitted_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',    -- waiting | approved | refused
  decided_at TEXT
);

CREATE TABLE IF NOT EXISTS consents (
  id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id), parent_id INTEGER,  -- NULL: entered by the school
  kind TEXT NOT NULL,                       -- preorder
  given INTEGER NOT NULL, at TEXT NOT NULL
);
