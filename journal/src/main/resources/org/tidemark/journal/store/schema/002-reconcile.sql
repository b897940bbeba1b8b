-- Directories that the reconcile of a gap has walked to the end, with all that lies below them: it
-- goes on with the others after a restart.
CREATE TABLE reconcile_done (
  gap  INTEGER NOT NULL, -- gap.id
  path BLOB    NOT NULL,
  PRIMARY KEY (gap, path)
) WITHOUT ROWID;

-- Where the times that files carry prove nothing about gaps that began at or before a number.
CREATE TABLE time_doubt (
  path     BLOB    NOT NULL PRIMARY KEY, -- a subtree
  sequence INTEGER NOT NULL,
  why      TEXT    NOT NULL              -- for people
) WITHOUT ROWID;

-- Wall clock up to which all that happened was seen when the last transaction was written.
ALTER TABLE journal ADD COLUMN vouched_millis INTEGER NOT NULL DEFAULT 0;
