package org.tidemark.rsync.host;

import java.util.regex.Pattern;

/** Tells what rsync complains of for a reason of its own. Not thread-safe. */
public final class RsyncComplaints {
  /**
   * rsync (seen with 3.5.0) puts a link in the place of a directory and then, with {@code -A}, asks
   * for the directory's default ACL to say what changed: EACCES of acl_get_file(3), and exit 23.
   */
  private static final Pattern REPLACED_DIRECTORY =
      Pattern.compile(
          "rsync: (?:\\[\\w+\\] )?get_acl: sys_acl_get_file\\(.*, ACL_TYPE_DEFAULT\\): .*\\(13\\)");

  private static final Pattern LAST_WORD = Pattern.compile("rsync error: .* \\(code 23\\) at .*");

  private long replacedDirectories;
  private long others;

  /**
   * Takes a line that rsync wrote to its standard error.
   *
   * @param line one character per byte
   */
  public void line(String line) {
    if (REPLACED_DIRECTORY.matcher(line).matches()) {
      replacedDirectories++;
    } else if (!LAST_WORD.matcher(line).matches()) {
      others++;
    }
  }

  /** True if there is nothing but what another run finds in order. */
  public boolean areOfReplacedDirectories() {
    return replacedDirectories > 0 && others == 0;
  }
}
