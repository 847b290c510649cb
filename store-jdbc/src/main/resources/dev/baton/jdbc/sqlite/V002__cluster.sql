-- How many owners died since one was well, the execution that is being taken up, and the one that was when they died.
ALTER TABLE partitions ADD COLUMN tenure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partitions ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partitions ADD COLUMN marked INTEGER;
ALTER TABLE partitions ADD COLUMN suspect INTEGER;
ALTER TABLE partitions ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;

-- Commands for executions from other engines of this process. A number is never used again.
CREATE TABLE inbox (
    letter    INTEGER PRIMARY KEY AUTOINCREMENT,
    execution TEXT NOT NULL,
    content   BLOB NOT NULL,
    question  TEXT,
    asker     TEXT
) STRICT;

CREATE TABLE answers (
    question TEXT    PRIMARY KEY,
    content  BLOB    NOT NULL,
    given    INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_given ON answers (given);

-- Attempts for workers; one per entry.
CREATE TABLE tasks (
    key          INTEGER NOT NULL,
    entry        INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    queue        TEXT    NOT NULL,
    execution    TEXT    NOT NULL,
    definition   INTEGER NOT NULL,
    content      BLOB    NOT NULL,
    worker       TEXT,
    worker_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (key, entry)
) STRICT;
CREATE INDEX tasks_queue ON tasks (queue, key, entry);
