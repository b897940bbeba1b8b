-- What was last seen of each filesystem, to be compared with what is found there after it was out of
-- sight: a filesystem that went back in time, or was changed elsewhere, contradicts it.
CREATE TABLE filesystem (
  identity     TEXT    PRIMARY KEY, -- type and UUID, or what else tells it from others
  boot_id      TEXT    NOT NULL,    -- boot in which it was seen
  alive_millis INTEGER NOT NULL,    -- wall clock when it was last seen in use
  superblock   TEXT    NOT NULL     -- its own counters then; empty if they cannot be read
) WITHOUT ROWID;

-- A few hundred recorded names of each filesystem with what lstat said of them after they were
-- recorded. They are hints: which ones are kept is left to chance.
CREATE TABLE witness (
  filesystem   TEXT    NOT NULL, -- filesystem.identity
  path         BLOB    NOT NULL,
  inode        INTEGER NOT NULL,
  change_nanos INTEGER NOT NULL, -- change time, nanoseconds since 1970
  PRIMARY KEY (filesystem, path)
) WITHOUT ROWID;
