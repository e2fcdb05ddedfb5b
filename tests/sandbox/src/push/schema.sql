-- News for parents and the ways it takes: devices, pushes, feed, e-mails, settings. Times, money and flags as in the school's schema.

CREATE TABLE IF NOT EXISTS push_devices (
  device_id TEXT PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents(id),
  token TEXT NOT NULL, provider TEXT NOT NULL,   -- fcm | apns | rustore
  application_id TEXT NOT NULL,
  p256dh TEXT, auth TEXT,                        -- base64url; NULL: registered without keys, nothing can be sent
  registered_at TEXT NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0                -- number of the last push to these keys
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS push_devices_parent ON push_devices(parent_id);

CREATE TABLE IF NOT EXISTS news_cursor (id INTEGER PRIMARY KEY CHECK (id = 1), log_id INTEGER NOT NULL);
INSERT OR IGNORE INTO news_cursor (id, log_id) SELECT 1, COALESCE(MAX(id), 0) FROM operator_log;

CREATE TABLE IF NOT EXISTS news (                -- something a parent may want to be told, from the moment the school knows it
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL,    -- as `k` of docs/push.md
  ref INTEGER NOT NULL,                          -- visit, order, movement, payment or card
  revision INTEGER NOT NULL, child_id INTEGER NOT NULL REFERENCES children(id),
  at TEXT NOT NULL, due_at TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS news_due ON news(told, due_at);

CREATE TABLE IF NOT EXISTS provider_pushes (     -- what the push services were given, before any fault
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, provider TEXT NOT NULL, alert_id TEXT NOT NULL, kind TEXT NOT NULL,
  at TEXT NOT NULL, request TEXT NOT NULL, bytes INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS push_queue (          -- on the way to a device
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, due_at TEXT NOT NULL,
  held INTEGER NOT NULL,                         -- 1: lets the next one pass first (fault `reordered`)
  payload TEXT NOT NULL, handed INTEGER          -- place in the row of those handed over; NULL: not yet
);
CREATE INDEX IF NOT EXISTS push_queue_device ON push_queue(device_id, handed, due_at);

CREATE TABLE IF NOT EXISTS notification_choices (  -- what a parent changed; everything else has its default
  parent_id INTEGER NOT NULL REFERENCES parents(id), event_setting_id INTEGER NOT NULL,
  is_subscribed INTEGER NOT NULL, time_from TEXT, time_to TEXT,
  PRIMARY KEY (parent_id, event_setting_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS feed (                -- the portal's messages
  id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents(id), child_id INTEGER NOT NULL REFERENCES children(id),
  kind TEXT NOT NULL, ref INTEGER NOT NULL, at TEXT NOT NULL, created_at TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, is_new INTEGER NOT NULL DEFAULT 1,
  UNIQUE (parent_id, kind, ref)
);

CREATE TABLE IF NOT EXISTS mailbox (
  id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents(id), at TEXT NOT NULL, kind TEXT NOT NULL,
  sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, raw BLOB NOT NULL,
  smtp TEXT NOT NULL                             -- none | waiting | sent | what the mail server said
);
