-- What the sign-in half remembers. Instants are Unix seconds of the sandbox clock.

-- One authorization code of the sign-in page; used at most once.
CREATE TABLE IF NOT EXISTS authorization_codes (
    code           TEXT PRIMARY KEY,
    parent_id      INTEGER NOT NULL,
    client_id      TEXT NOT NULL,
    redirect_uri   TEXT NOT NULL,
    code_challenge TEXT NOT NULL,
    expires_at     INTEGER NOT NULL,
    used           INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- mos.ru OAuth tokens: good at the login host and for the exchange only.
CREATE TABLE IF NOT EXISTS mos_tokens (
    access_token       TEXT PRIMARY KEY,
    refresh_token      TEXT NOT NULL,
    parent_id          INTEGER NOT NULL,
    access_expires_at  INTEGER NOT NULL,
    refresh_expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mos_tokens_by_refresh ON mos_tokens (refresh_token);

-- Diary tokens. `activated` is set by profile_info; `ended` by logout.
CREATE TABLE IF NOT EXISTS diary_tokens (
    access_token TEXT PRIMARY KEY,
    parent_id    INTEGER NOT NULL,
    session      TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    activated    INTEGER NOT NULL DEFAULT 0,
    ended        INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS diary_tokens_by_session ON diary_tokens (session);

-- Diary refresh tokens: single use.
CREATE TABLE IF NOT EXISTS diary_refresh_tokens (
    refresh_token TEXT PRIMARY KEY,
    parent_id     INTEGER NOT NULL,
    session       TEXT NOT NULL,
    activated     INTEGER NOT NULL DEFAULT 0,
    expires_at    INTEGER NOT NULL,
    used          INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
