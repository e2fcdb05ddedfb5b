-- Top-ups by the payment page. Times, money and flags as in the school's schema.

CREATE TABLE IF NOT EXISTS payment_links (  -- one for every `mospay/init` that was done
  id INTEGER PRIMARY KEY,
  request_uid TEXT NOT NULL UNIQUE, package_uid TEXT NOT NULL,
  parent_id INTEGER NOT NULL REFERENCES parents(id), child_id INTEGER NOT NULL REFERENCES children(id),
  contract_id INTEGER NOT NULL,
  amount INTEGER NOT NULL,                  -- asked
  created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
  url_success TEXT, url_fail TEXT, url_back TEXT,
  retransmitted INTEGER NOT NULL,           -- 1: nobody asked for it, a proxy sent the request again
  closed_as TEXT,                           -- paid | declined; NULL while it may still be paid, or ran out
  left_at TEXT                              -- the parent last left the page without paying
);

CREATE TABLE IF NOT EXISTS payments (       -- what the bank did: one row for every payment and refusal
  id INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL UNIQUE,          -- `id` of the history, UUID of the receipt
  link_id INTEGER NOT NULL REFERENCES payment_links(id),
  parent_id INTEGER NOT NULL REFERENCES parents(id),
  method TEXT NOT NULL,                     -- card | sbp
  amount INTEGER NOT NULL,                  -- paid, may be less than asked
  at TEXT NOT NULL,
  approved_at TEXT,                         -- from here on APRP, before it PROC; NULL: DECL
  credited_at TEXT,                         -- when the account gets it; NULL: never
  movement_id INTEGER,                      -- the effect on the account
  retransmitted INTEGER NOT NULL            -- 1: the parent did not ask for it
);
CREATE INDEX IF NOT EXISTS payments_parent ON payments(parent_id, at);
CREATE INDEX IF NOT EXISTS payments_link ON payments(link_id);
CREATE INDEX IF NOT EXISTS payments_movement ON payments(movement_id);

CREATE TABLE IF NOT EXISTS history_tokens (
  token TEXT PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents(id), expires_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS late_requests (  -- on their way: done when the clock reaches `due_at`
  id INTEGER PRIMARY KEY, due_at TEXT NOT NULL, request TEXT NOT NULL  -- JSON
);

CREATE TABLE IF NOT EXISTS limit_changes (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, child_id INTEGER NOT NULL REFERENCES children(id),
  expense_day_limit INTEGER, balance_threshold INTEGER NOT NULL,   -- afterwards
  changed_by TEXT NOT NULL                  -- parent | school
);

CREATE TABLE IF NOT EXISTS accounts_without_provider (child_id INTEGER PRIMARY KEY REFERENCES children(id));
