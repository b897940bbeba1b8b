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

  /**
   * With {@code -H} rsync (seen with 3.5.0) takes names for one file by their inode numbers. Where
   * a file of another kind got the number of one that went while the list was made, its sides
   * disagree about what the list holds, and it exits with 2.
   */
  private static final Pattern NUMBER_USED_ANEW =
      Pattern.compile(
          "received request to transfer non-regular file: .*|invalid file mode 0[0-7]* for .*");

  private static final Pattern LAST_WORD = Pattern.compile("rsync error: .* \\(code 23\\) at .*");

  private long replacedDirectories;
  private long others;
  private boolean numberUsedAnew;

  /**
   * Takes a line that rsync wrote to its standard error.
   *
   * @param line one character per byte
   */
  public void line(String line) {
    numberUsedAnew |= NUMBER_USED_ANEW.matcher(line).matches();
    if (REPLACED_DIRECTORY.matcher(line).matches()) {
      replacedDirectories++;
    } else if (!LAST_WORD.matcher(line).matches()) {
      others++;
    }
  }

  /** True if an inode number may have been used anew while the list was made. */
  public boolean tellOfANumberUsedAnew() {
    return numberUsedAnew;
  }

  /** True if there is nothing but what another run finds in order. */
  public boolean areOfReplacedDirectories() {
    return replacedDirectories > 0 && others == 0;
  }
}
