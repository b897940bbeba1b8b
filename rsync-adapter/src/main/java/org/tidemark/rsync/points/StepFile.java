package org.tidemark.rsync.points;

import java.util.Locale;

/** The files of a step; the old objects lie beside them in the directory {@code tree}. */
public enum StepFile {
  BEGIN,
  RENAMES,
  BEFORE,
  XATTRS,
  SUMS,
  DONE;

  /** Its name in the step's folder. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
