-- Directories that the reconcile of a gap has walked to the end, with all that lies below them: it
-- goes on with the others after a restart.
CREATE TABLE reconcile_done (
  gap  INTEGER NOT NULL, -- gap.id
  path BLOB    NOT NULL,
  PRIMARY KEY (gap, path)
) WITHOUT ROWID;

-- Wall clock up to which all that happened was seen when the last transaction was written.
ALTER TABLE journal ADD COLUMN vouched_millis INTEGER NOT NULL DEFAULT 0;
