-- Where names of files with several links lie, so that a change through one name lists the others. Every
-- row is a hint: a name counts only if it leads to the file when somebody looks.
CREATE TABLE link (
  filesystem INTEGER NOT NULL, -- st_dev, major number in the upper 32 bits
  inode      INTEGER NOT NULL,
  directory  INTEGER NOT NULL, -- link_directory.id
  name       BLOB    NOT NULL,
  seen       INTEGER NOT NULL, -- sequence number when it was last looked at or told by an event
  PRIMARY KEY (filesystem, inode, directory, name)
) WITHOUT ROWID;

-- Removals and renames ask by name; a name leads to one file.
CREATE UNIQUE INDEX link_by_name ON link (directory, name);

-- Directories of such names, by what their renames do not change.
CREATE TABLE link_directory (
  id         INTEGER PRIMARY KEY,
  filesystem INTEGER NOT NULL, -- st_dev
  handle     BLOB    NOT NULL, -- struct file_handle; where the filesystem has none, eight zero bytes and the path
  path       BLOB    NOT NULL, -- where it was when last noted
  UNIQUE (filesystem, handle)
);

-- What is known of such a file besides its names.
CREATE TABLE link_file (
  filesystem INTEGER NOT NULL, -- st_dev
  inode      INTEGER NOT NULL,
  handle     BLOB,             -- struct file_handle, for events through names that are not followed; or NULL
  links      INTEGER NOT NULL, -- st_nlink when it was last looked at
  elsewhere  INTEGER NOT NULL, -- so many of them were not found by a search of all that is watched
  wanted     INTEGER NOT NULL, -- 1 while names of it are to be searched for
  touched    INTEGER NOT NULL, -- sequence number of the last change through a name that is not followed; 0 = none
  seen       INTEGER NOT NULL, -- as in link
  PRIMARY KEY (filesystem, inode)
) WITHOUT ROWID;

CREATE INDEX link_file_wanted ON link_file (filesystem, inode) WHERE wanted = 1;
CREATE INDEX link_file_touched ON link_file (touched) WHERE touched > 0;

-- Trees whose names are still to be read.
CREATE TABLE link_scan (
  path     BLOB PRIMARY KEY,
  requests INTEGER NOT NULL, -- how often it was asked for: asked for again meanwhile, it is read again
  begun    INTEGER NOT NULL  -- sequence number when the reading began; 0 = it did not
) WITHOUT ROWID;

-- Parts of those that were read already, for going on after a restart.
CREATE TABLE link_scanned (
  path BLOB PRIMARY KEY
) WITHOUT ROWID;

-- Up to where all names are known, but for the trees of link_scan and gaps that ended later: at most one row.
CREATE TABLE link_complete (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL
);
