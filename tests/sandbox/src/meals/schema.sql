-- Menus, orders ahead, weekly rules, and what each school has decided about them. Times, money and flags as in the school's schema.

CREATE TABLE IF NOT EXISTS school_rules (
  school_id INTEGER PRIMARY KEY REFERENCES schools(id),
  overdraft INTEGER,                        -- kopecks below zero to which an order ahead may take what is available; NULL: no bound
  charged_at_order INTEGER NOT NULL,        -- 1: the account pays when the order is made; 0: when the meal is served
  refund_seconds INTEGER,                   -- from a cancellation to the money back; NULL: it never comes
  day_limit_enforced INTEGER NOT NULL,      -- 1: the canteen refuses a sale above the parent's day limit
  horizon_days INTEGER NOT NULL,            -- menus are published and orders taken so many days ahead
  buffet_open TEXT NOT NULL, buffet_close TEXT NOT NULL,
  rule_known INTEGER NOT NULL DEFAULT 1     -- 0: the school has not published its overdraft rule, fees and times
);

CREATE TABLE IF NOT EXISTS meal_cut_offs (  -- until when a meal may be ordered, changed and cancelled; at that second it is over
  school_id INTEGER NOT NULL REFERENCES schools(id), meal_kind INTEGER NOT NULL,
  days_before INTEGER NOT NULL, time TEXT NOT NULL,   -- HH:MM[:SS] of the day so many school days before
  PRIMARY KEY (school_id, meal_kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS top_up_methods ( -- what the school's provider has published: kopecks of ten thousand, minutes; NULL: unknown
  school_id INTEGER NOT NULL REFERENCES schools(id), method TEXT NOT NULL,
  fee_basis_points INTEGER, crediting_minutes INTEGER,
  PRIMARY KEY (school_id, method)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS menu_withdrawals (  -- a dish or complex that is not served that day after all
  school_id INTEGER NOT NULL REFERENCES schools(id), on_date TEXT NOT NULL, item_id INTEGER NOT NULL,
  PRIMARY KEY (school_id, on_date, item_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ahead (          -- orders made ahead over the wire or by a weekly rule; the order itself is in `orders`
  order_id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id),
  parent_id INTEGER,                        -- who asked; NULL: the rule
  rule_id INTEGER, on_date TEXT NOT NULL, meal_kind INTEGER NOT NULL,
  serve_at TEXT NOT NULL, state TEXT NOT NULL,   -- waiting | served | cancelled
  charged INTEGER NOT NULL, retransmitted INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS ahead_waiting ON ahead(state, serve_at);

CREATE TABLE IF NOT EXISTS weekly_rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT, child_id INTEGER NOT NULL REFERENCES children(id), parent_id INTEGER NOT NULL,
  dish_id INTEGER, complex_id INTEGER, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, amount INTEGER NOT NULL,
  days INTEGER NOT NULL,                    -- bit 0 is Monday
  retransmitted INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
  known_since TEXT, done_until TEXT         -- from when the school knows it; days up to there were looked at
);
CREATE TABLE IF NOT EXISTS weekly_rule_days (rule_id INTEGER NOT NULL, on_date TEXT NOT NULL, order_id INTEGER, PRIMARY KEY (rule_id, on_date)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS refused_sales (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, child_id INTEGER NOT NULL REFERENCES children(id), what TEXT NOT NULL,
  kopecks INTEGER NOT NULL, reason TEXT NOT NULL   -- banned | day_limit | no_card
);
