-- Carriers («электронные идентификаторы»). Times, money and flags as in the school's schema.

CREATE TABLE IF NOT EXISTS cards (
  id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id),
  kind TEXT NOT NULL,                       -- service | social | temporary | bracelet | fob
  number TEXT NOT NULL,                     -- whole; the wire shows the last four digits
  issued_at TEXT NOT NULL, valid_to TEXT NOT NULL,
  blocked_at TEXT, blocked_by TEXT,         -- parent | school
  reason TEXT
);
CREATE INDEX IF NOT EXISTS cards_child ON cards(child_id);

CREATE TABLE IF NOT EXISTS card_settings (child_id INTEGER PRIMARY KEY REFERENCES children(id), body TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS transport_cards (  -- the travel purse on a social card
  card_id INTEGER PRIMARY KEY REFERENCES cards(id), balance INTEGER NOT NULL, discounted_balance INTEGER NOT NULL, updated_at TEXT NOT NULL
);
