-- The school's data. Times are text in Moscow local time, `YYYY-MM-DDTHH:MM:SS`, so that they sort and
-- slice; dates are `YYYY-MM-DD`; money is integer kopecks; flags are 0/1.
-- A row is served at instant T when `visible_at <= T AND hidden_at > T`: late data have a later
-- `visible_at`, an edited row is hidden at the edit and a new version with the same wire id shows from then.

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS parents (
  id              INTEGER PRIMARY KEY,      -- ACL profile id (`Profile-Id`)
  user_id         INTEGER NOT NULL,
  login           TEXT NOT NULL UNIQUE,
  password        TEXT NOT NULL,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, middle_name TEXT NOT NULL,
  birth_date      TEXT NOT NULL,
  sex             TEXT NOT NULL,            -- male | female
  phone           TEXT NOT NULL,            -- without the leading digit, may be empty
  email           TEXT, snils TEXT,
  has_school_account INTEGER NOT NULL DEFAULT 1  -- 0: sign-in answers 422 accountDoesNotExist
);

CREATE TABLE IF NOT EXISTS schools (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, short_name TEXT NOT NULL, county TEXT NOT NULL, principal TEXT NOT NULL, phone TEXT NOT NULL,
  global_school_id INTEGER NOT NULL, municipal_unit_name TEXT,
  provider_name TEXT NOT NULL, provider_inn TEXT NOT NULL, provider_ogrn TEXT NOT NULL, rnipsc INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS buildings (
  id INTEGER PRIMARY KEY,                   -- organizationId of a visit
  school_id INTEGER NOT NULL REFERENCES schools(id),
  name TEXT NOT NULL, short_name TEXT NOT NULL, address TEXT NOT NULL,
  kind_id INTEGER NOT NULL, kind_name TEXT NOT NULL,   -- 1 school building, 2 extra education
  is_main INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS children (
  id           INTEGER PRIMARY KEY,         -- student profile id
  user_id      INTEGER NOT NULL,
  person_id    TEXT NOT NULL UNIQUE,        -- contingent_guid
  contract_id  INTEGER NOT NULL UNIQUE,     -- personal account number
  hide_contract INTEGER NOT NULL,           -- 1: the profile route leaves contract_id out (trap 2)
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, middle_name TEXT NOT NULL,
  birth_date TEXT NOT NULL, sex TEXT NOT NULL, phone TEXT NOT NULL, email TEXT, snils TEXT,
  school_id INTEGER NOT NULL REFERENCES schools(id),
  building_id INTEGER NOT NULL REFERENCES buildings(id),  -- the usual building
  class_name TEXT NOT NULL, class_level_id INTEGER NOT NULL, class_unit_id INTEGER NOT NULL,
  enrollment_date TEXT NOT NULL,
  expense_day_limit INTEGER, balance_threshold INTEGER NOT NULL,
  preorder_allowed INTEGER NOT NULL, foodbox_allowed INTEGER NOT NULL,
  foodbox_available INTEGER NOT NULL, discounted_meals INTEGER NOT NULL, special_diet INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS guardians (
  parent_id INTEGER NOT NULL REFERENCES parents(id), child_id INTEGER NOT NULL REFERENCES children(id),
  is_legal INTEGER NOT NULL, PRIMARY KEY (parent_id, child_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS groups (         -- study groups and clubs of the profile answer
  id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id),
  kind TEXT NOT NULL,                       -- group | section
  name TEXT NOT NULL, subject_id INTEGER, is_fake INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS groups_child ON groups(child_id);

CREATE TABLE IF NOT EXISTS visits (         -- one stay in one building; a side is NULL when not recorded
  id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL REFERENCES children(id),
  building_id INTEGER NOT NULL REFERENCES buildings(id),
  date TEXT NOT NULL,
  in_at TEXT, out_at TEXT,                  -- real times
  in_visible_at TEXT, out_visible_at TEXT,  -- when each side became known; NULL with its side
  person_in TEXT, person_out TEXT,          -- NULL, or a JSON value as the wire shows it
  hidden_at TEXT NOT NULL DEFAULT '9999-12-31T23:59:59'
);
CREATE INDEX IF NOT EXISTS visits_child ON visits(child_id, date);

CREATE TABLE IF NOT EXISTS orders (
  row_id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,                -- wire id; versions of one order share it
  child_id INTEGER NOT NULL REFERENCES children(id),
  building_id INTEGER NOT NULL REFERENCES buildings(id),
  created_at TEXT NOT NULL, on_date TEXT NOT NULL,
  status INTEGER NOT NULL, order_type INTEGER NOT NULL, delivery_way INTEGER NOT NULL,
  expired_at TEXT, delivered_at TEXT,
  price INTEGER NOT NULL, discount INTEGER NOT NULL, total_price INTEGER NOT NULL,
  visible_at TEXT NOT NULL, hidden_at TEXT NOT NULL DEFAULT '9999-12-31T23:59:59'
);
CREATE INDEX IF NOT EXISTS orders_child ON orders(child_id, on_date);
CREATE INDEX IF NOT EXISTS orders_wire ON orders(order_id);

CREATE TABLE IF NOT EXISTS order_items (    -- top-level items of one order version (row_id), and a complex's dishes
  row_id INTEGER NOT NULL REFERENCES orders(row_id), position INTEGER NOT NULL,
  parent INTEGER,                           -- position of the complex this dish belongs to; NULL at the top level
  kind TEXT NOT NULL,                       -- dish | complex
  item_id INTEGER NOT NULL,                 -- dish or complex id
  name TEXT NOT NULL, price INTEGER NOT NULL, amount INTEGER NOT NULL,
  category_id INTEGER NOT NULL, category_name TEXT NOT NULL,  -- of a dish
  meal_kind INTEGER NOT NULL,               -- of a complex: 0 breakfast .. 6 water
  payment_type INTEGER NOT NULL,            -- of a complex: 0 free, 1 paid
  PRIMARY KEY (row_id, position)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS movements (      -- balance = sum of the rows in force; prevBalance = sum of those before by (at, movement_id)
  row_id INTEGER PRIMARY KEY,
  movement_id INTEGER NOT NULL,             -- versions of one movement share it
  child_id INTEGER NOT NULL REFERENCES children(id),
  at TEXT NOT NULL, sum INTEGER NOT NULL,   -- plus into the account, minus out of it
  kind INTEGER NOT NULL,                    -- wire `type`: 0 top-up, 1 order, 2 order cancelled, 3 transfer, 4 refund
  origin TEXT NOT NULL, order_id INTEGER,
  visible_at TEXT NOT NULL, hidden_at TEXT NOT NULL DEFAULT '9999-12-31T23:59:59'
);
CREATE INDEX IF NOT EXISTS movements_child ON movements(child_id, at, movement_id, sum, visible_at, hidden_at);
CREATE INDEX IF NOT EXISTS movements_order ON movements(order_id);

CREATE TABLE IF NOT EXISTS prohibitions (
  child_id INTEGER NOT NULL REFERENCES children(id), dish_id INTEGER NOT NULL, category_id INTEGER NOT NULL, subcategory_id INTEGER NOT NULL,
  PRIMARY KEY (child_id, dish_id, category_id, subcategory_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS absence_notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT, child_id INTEGER NOT NULL REFERENCES children(id), date TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS absence_child ON absence_notices(child_id, date);

CREATE TABLE IF NOT EXISTS operator_log (   -- the order of the operator's actions: many share one instant when the clock stands
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL,   -- entry | exit | order | movement
  ref INTEGER NOT NULL                          -- visits.id, orders.order_id, movements.movement_id
);
CREATE INDEX IF NOT EXISTS operator_log_ref ON operator_log(kind, ref);
