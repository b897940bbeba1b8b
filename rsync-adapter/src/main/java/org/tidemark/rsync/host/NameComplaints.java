package org.tidemark.rsync.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.LogOutputStream;

/**
 * What small programs complain of while they go over names, where names may be missing. Owned by
 * the pumping thread, and read when the program has ended.
 */
public final class NameComplaints extends LogOutputStream {
  /** What xargs ends with where one of the programs found something amiss (xargs(1)). */
  private static final int SOMETHING_AMISS = 123;

  private static final String MISSING = ": No such file or directory";
  private static final String NOT_BELOW_A_DIRECTORY = ": Not a directory";
  private static final String BELOW_A_LOOP = ": Too many levels of symbolic links";
  private static final String WITHOUT_XATTRS = ": Operation not supported";

  private static final int MOST = 100;

  private boolean tolerated;
  private final List<String> serious = new ArrayList<>();

  public NameComplaints() {
    super(0, StandardCharsets.ISO_8859_1);
  }

  @Override
  protected void processLine(String line, int level) {
    if (line.endsWith(MISSING)
        || line.endsWith(NOT_BELOW_A_DIRECTORY)
        || line.endsWith(BELOW_A_LOOP)
        || line.endsWith(WITHOUT_XATTRS)) {
      tolerated = true;
    } else if (serious.size() < MOST) {
      serious.add(line);
    }
  }

  /** True if nothing but missing names explains the exit status of xargs. */
  public boolean excuse(int exit) {
    return exit == 0 || (exit == SOMETHING_AMISS && tolerated && serious.isEmpty());
  }

  /** The first complaint that is not about a missing name; else empty. */
  public String serious() {
    return serious.isEmpty() ? "" : serious.get(0);
  }

  /** The first of those that are not about a missing name, up to a hundred. */
  public List<String> all() {
    return List.copyOf(serious);
  }
}
