-- Times are epoch milliseconds; leases and claims are timestamptz, judged by the server's clock. A key is microseconds
-- since 2020 << 8 | partition, so it is sorted by start. Keys that a commit joins on never begin with the partition.

-- Which store this is; says whether a caller's transaction is in the same one.
CREATE TABLE store (
    id uuid PRIMARY KEY
);
INSERT INTO store (id) VALUES (gen_random_uuid());

CREATE TABLE nodes (
    node         text        PRIMARY KEY,
    expires      timestamptz NOT NULL,
    event_format integer     NOT NULL,
    queues       text[]      NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE partitions (
    partition smallint    PRIMARY KEY,
    epoch     bigint      NOT NULL DEFAULT 0,
    owner     text,
    expires   timestamptz NOT NULL DEFAULT '-infinity',
    tenure    bigint      NOT NULL DEFAULT 0, -- grows when the owner changes
    deaths    integer     NOT NULL DEFAULT 0, -- of owners, since one was well
    marked    bigint,                         -- the execution that is being taken up
    suspect   bigint,                         -- what the last owner that died with a mark had marked
    strikes   integer     NOT NULL DEFAULT 0  -- how many owners running died with that marked
) WITH (fillfactor = 10);

-- Attempts that former owners of a partition may still be making.
CREATE TABLE handed_over (
    partition    smallint NOT NULL,
    execution_id text     COLLATE "C" NOT NULL,
    entry        integer  NOT NULL,
    kind         text     NOT NULL,
    attempt      integer  NOT NULL,
    member       text     NOT NULL,
    PRIMARY KEY (partition, execution_id, entry, kind, attempt, member)
);

CREATE TABLE definitions (
    definition integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text    COLLATE "C" NOT NULL,
    version    integer NOT NULL,
    hash       bytea   NOT NULL,
    content    bytea   NOT NULL,
    registered bigint  NOT NULL,
    UNIQUE (name, version)
);

-- One row per execution until retention. Insert-only on the happy path: what has not ended stands in live.
CREATE TABLE executions (
    key          bigint   PRIMARY KEY,
    id           text     COLLATE "C" NOT NULL,
    partition    smallint NOT NULL,
    definition   integer  NOT NULL,
    attention    smallint,
    input_hash   bigint   NOT NULL,
    parent       bigint,
    ended        bigint,
    business_key text     COLLATE "C"
);
CREATE UNIQUE INDEX executions_id ON executions (id);
CREATE INDEX executions_definition ON executions (definition, key);
CREATE INDEX executions_business_key ON executions (business_key, key) WHERE business_key IS NOT NULL;
CREATE INDEX executions_attention ON executions (attention, key) WHERE attention IS NOT NULL;

CREATE TABLE live (
    key       bigint   PRIMARY KEY,
    partition smallint NOT NULL,
    active    boolean  NOT NULL,
    step      text
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX live_active ON live (partition, key) WHERE active;

-- One row per execution and turn; seq is the number of its first event, next the one after its last.
CREATE TABLE history (
    key    bigint  NOT NULL,
    seq    integer NOT NULL,
    next   integer NOT NULL,
    events bytea   NOT NULL,
    PRIMARY KEY (key, seq)
);
DO $$
BEGIN
    ALTER TABLE history ALTER COLUMN events SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL; -- a server that was built without it compresses in its own way
END $$;

CREATE TABLE snapshots (
    key   bigint  PRIMARY KEY,
    seq   integer NOT NULL,
    state bytea   NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE timers (
    key       bigint   NOT NULL,
    timer     integer  NOT NULL,
    partition smallint NOT NULL,
    due       bigint   NOT NULL,
    PRIMARY KEY (key, timer)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX timers_due ON timers (partition, due, key, timer);

-- Letters: commands for executions, from other engines and from callers' transactions. Never read by a cursor.
CREATE TABLE inbox (
    partition    smallint NOT NULL,
    message      bigint   GENERATED ALWAYS AS IDENTITY,
    execution_id text     COLLATE "C" NOT NULL,
    command      bytea    NOT NULL,
    question     uuid,
    sender       text,
    PRIMARY KEY (partition, message)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

CREATE TABLE answers (
    question uuid        PRIMARY KEY,
    content  bytea       NOT NULL,
    at       timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX answers_at ON answers (at);

CREATE TABLE tasks (
    key           bigint      NOT NULL,
    entry         integer     NOT NULL,
    attempt       integer     NOT NULL,
    queue         text        COLLATE "C" NOT NULL,
    execution_id  text        COLLATE "C" NOT NULL,
    definition    integer     NOT NULL,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    claimed_by    text,
    content       bytea       NOT NULL,
    PRIMARY KEY (key, entry)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX tasks_queue ON tasks (queue, key, entry); -- not claimed_until: a claim stays within its page

CREATE TABLE incidents (
    key          bigint  NOT NULL,
    incident     integer NOT NULL,
    definition   integer NOT NULL,
    kind         text    NOT NULL,
    step         text    COLLATE "C" NOT NULL,
    error        text    COLLATE "C" NOT NULL,
    message      text    NOT NULL,
    attempts     integer NOT NULL,
    business_key text,
    opened       bigint  NOT NULL,
    changes      integer NOT NULL DEFAULT 0,
    assignee     text,
    resolved     bigint,
    resolution   text,
    resolved_by  text,
    reason       text,
    PRIMARY KEY (key, incident)
);
CREATE INDEX incidents_open ON incidents (key, incident) WHERE resolved IS NULL;
CREATE INDEX incidents_cause ON incidents (definition, step, key) WHERE resolved IS NULL;

CREATE TABLE tags (
    key   bigint NOT NULL,
    name  text   COLLATE "C" NOT NULL,
    value text   COLLATE "C" NOT NULL,
    PRIMARY KEY (key, name)
);
CREATE INDEX tags_value ON tags (name, value, key);
