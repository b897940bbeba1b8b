-- The journal's own state: exactly one row. Every transaction of the writer updates it, so that what
-- it says is as old as the newest change that is on the disk.
CREATE TABLE journal (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  journal_id     TEXT    NOT NULL, -- identity of this journal's life: 32 hexadecimal digits
  last_sequence  INTEGER NOT NULL, -- last number given out; rows may have been forgotten, this is not
  floor          INTEGER NOT NULL, -- positions below it are stale: rows up to here may be gone
  writes         INTEGER NOT NULL, -- counts transactions: even an empty sync has a page to write
  wall_millis    INTEGER NOT NULL, -- time of the last transaction
  token          TEXT    NOT NULL, -- random, new at each open and close; the run folder knows it too
  boot_id        TEXT    NOT NULL, -- boot in which it was last opened
  clean_stop     INTEGER NOT NULL, -- 1 from a clean close to the next open
  stopped_millis INTEGER NOT NULL  -- time of the last clean close; 0 if there was none
);

-- Small facts that outlive the daemon, such as the roots last watched.
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Directories that hold changed names, each path once. A row lives as long as a change needs it.
CREATE TABLE directory (
  id   INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE -- components joined by 0x00, none in front; / is empty: memcmp = tree order
);

-- The latest change of each path. A later change overwrites the row and adds its bits: events have no
-- order among themselves, so none of them cancels another.
CREATE TABLE change (
  directory         INTEGER NOT NULL, -- directory.id
  name              BLOB    NOT NULL, -- empty only for / itself
  sequence          INTEGER NOT NULL, -- of the latest change
  bits              INTEGER NOT NULL, -- what happened, of all changes (ChangeBits)
  created_sequence  INTEGER NOT NULL, -- when it was last created; 0 = not known
  subtree_sequence  INTEGER NOT NULL, -- when all below it last had to be walked; 0 = never
  contents_sequence INTEGER NOT NULL, -- when its names last had to be compared; 0 = never
  subtree_reason    INTEGER NOT NULL, -- why, at subtree_sequence (Reason.code); 0 = never
  contents_reason   INTEGER NOT NULL, -- why, at contents_sequence (Reason.code); 0 = never
  handle            BLOB,             -- struct file_handle of the objects at its content and attribute events, newest first
  PRIMARY KEY (directory, name)
) WITHOUT ROWID;

-- Windows ask by position, retention forgets by position.
CREATE INDEX change_by_sequence ON change (sequence);

-- Renames of directories: hints for adapters that can rename on the target. The truth is in change.
CREATE TABLE rename (
  sequence  INTEGER PRIMARY KEY,
  from_path BLOB NOT NULL,
  to_path   BLOB NOT NULL
);

-- Subtrees and stretches of history that nobody can vouch for.
CREATE TABLE gap (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  path           BLOB    NOT NULL,
  reason         INTEGER NOT NULL, -- Reason.code
  begin_sequence INTEGER NOT NULL, -- first number in doubt
  end_sequence   INTEGER NOT NULL, -- last number in doubt; 9223372036854775807 while it is open
  begin_millis   INTEGER NOT NULL  -- wall clock at its beginning
);

-- Each gap is open once per path and reason.
CREATE UNIQUE INDEX gap_open ON gap (path, reason) WHERE end_sequence = 9223372036854775807;

-- Named readers with their bases.
CREATE TABLE consumer (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  name             TEXT    NOT NULL UNIQUE,
  destination      TEXT    NOT NULL, -- as its adapter names it; empty if not given
  full_base        INTEGER,          -- end of the newest committed FULL; NULL = none
  incremental_base INTEGER,          -- end of the newest committed window of any level; NULL = none
  stale            INTEGER NOT NULL, -- 1 if retention went past a base: the next window is FULL
  changed_millis   INTEGER NOT NULL  -- when a base last moved, or when it was made
);

-- What a consumer covers; no rows for all watched roots.
CREATE TABLE consumer_path (
  consumer INTEGER NOT NULL, -- consumer.id
  place    INTEGER NOT NULL, -- keeps the order in which they were given
  path     BLOB    NOT NULL,
  PRIMARY KEY (consumer, place)
) WITHOUT ROWID;

-- Windows, also ended ones: a product may name a job that it did long ago.
CREATE TABLE window (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  consumer       INTEGER NOT NULL, -- consumer.id
  key            TEXT    NOT NULL, -- the product's name for it; empty if none was given
  asked          TEXT    NOT NULL, -- Level that was asked for
  level          TEXT    NOT NULL, -- Level that it has
  base           INTEGER NOT NULL, -- changes after this number are listed
  end            INTEGER NOT NULL, -- the base once it is committed
  state          TEXT    NOT NULL, -- WindowState
  snapshot       INTEGER NOT NULL, -- 1 if the list is made after a snapshot was taken
  present_from   BLOB,             -- prefix that is listed as present_to, or NULL
  present_to     BLOB,
  entries        INTEGER NOT NULL, -- of its list, once LISTED
  opened_millis  INTEGER NOT NULL,
  changed_millis INTEGER NOT NULL
);

CREATE INDEX window_by_key ON window (consumer, key, id);

-- Retention asks for the few live windows each time.
CREATE INDEX window_live ON window (state) WHERE state IN ('OPEN', 'LISTED');

-- Which wall clock a sequence number belongs to, coarsely. The clock may have been set back, so
-- wall_millis need not grow with sequence.
CREATE TABLE clock (
  sequence    INTEGER PRIMARY KEY,
  wall_millis INTEGER NOT NULL
);
