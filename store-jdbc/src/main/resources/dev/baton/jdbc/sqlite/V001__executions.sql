-- Times are epoch milliseconds. A key is microseconds since 2020 << 8 | partition, so it is sorted by start.

CREATE TABLE partitions (
    partition INTEGER PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    owner     TEXT,
    expires   INTEGER NOT NULL
) STRICT;

CREATE TABLE definitions (
    definition INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    hash       BLOB    NOT NULL,
    content    BLOB    NOT NULL,
    registered INTEGER NOT NULL,
    UNIQUE (name, version)
) STRICT;

-- One row per execution until retention. Insert-only on the happy path: what has not ended stands in live.
CREATE TABLE executions (
    key          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    partition    INTEGER NOT NULL,
    definition   INTEGER NOT NULL,
    attention    INTEGER,
    input_hash   INTEGER NOT NULL,
    parent       INTEGER,
    ended        INTEGER,
    business_key TEXT
) STRICT;
CREATE INDEX executions_definition ON executions (definition, key);
CREATE INDEX executions_business_key ON executions (business_key, key) WHERE business_key IS NOT NULL;
CREATE INDEX executions_attention ON executions (attention, key) WHERE attention IS NOT NULL;

CREATE TABLE live (
    key       INTEGER PRIMARY KEY,
    partition INTEGER NOT NULL,
    active    INTEGER NOT NULL,
    step      TEXT
) STRICT;
CREATE INDEX live_active ON live (partition, key) WHERE active = 1;

-- One row per execution and turn; seq is the number of its first event, next the one after its last.
CREATE TABLE history (
    key    INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    next   INTEGER NOT NULL,
    events BLOB    NOT NULL,
    PRIMARY KEY (key, seq)
) STRICT;

CREATE TABLE snapshots (
    key   INTEGER PRIMARY KEY,
    seq   INTEGER NOT NULL,
    state BLOB    NOT NULL
) STRICT;

CREATE TABLE timers (
    key       INTEGER NOT NULL,
    timer     INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    due       INTEGER NOT NULL,
    PRIMARY KEY (key, timer)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due ON timers (partition, due);

CREATE TABLE incidents (
    key          INTEGER NOT NULL,
    incident     INTEGER NOT NULL,
    definition   INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    step         TEXT    NOT NULL,
    error        TEXT    NOT NULL,
    message      TEXT    NOT NULL,
    attempts     INTEGER NOT NULL,
    business_key TEXT,
    opened       INTEGER NOT NULL,
    changes      INTEGER NOT NULL DEFAULT 0,
    assignee     TEXT,
    resolved     INTEGER,
    resolution   TEXT,
    resolved_by  TEXT,
    reason       TEXT,
    PRIMARY KEY (key, incident)
) STRICT;
CREATE INDEX incidents_open ON incidents (key) WHERE resolved IS NULL;
CREATE INDEX incidents_cause ON incidents (definition, step, error, key) WHERE resolved IS NULL;

CREATE TABLE tags (
    key   INTEGER NOT NULL,
    name  TEXT    NOT NULL,
    value TEXT    NOT NULL,
    PRIMARY KEY (key, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_value ON tags (name, value, key);
