package org.tidemark.rsync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.PathBytes;

/**
 * Shows what rsync complains about, and keeps what vanished. Owned by the thread that pumps the
 * output.
 */
final class Complaints extends LogOutputStream {
  /**
   * rsync (3.2.3 to 3.5.0) puts a link in the place of a directory and then, with {@code -A}, asks
   * for the directory's default ACL to say what changed: EACCES of acl_get_file(3), and exit 23.
   */
  private static final Pattern REPLACED_DIRECTORY =
      Pattern.compile(
          "rsync: (?:\\[\\w+\\] )?get_acl: sys_acl_get_file\\(.*, ACL_TYPE_DEFAULT\\): .*\\(13\\)");

  private static final Pattern LAST_WORD = Pattern.compile("rsync error: .* \\(code 23\\) at .*");

  private final Watcher watcher;
  private final List<PathBytes> vanished = new ArrayList<>();
  private long replacedDirectories;
  private long others;

  Complaints(Watcher watcher) {
    super(0, StandardCharsets.ISO_8859_1);
    this.watcher = watcher;
  }

  @Override
  protected void processLine(String line, int level) {
    watcher.message(line);
    VanishedNames.in(line).ifPresent(vanished::add);
    if (REPLACED_DIRECTORY.matcher(line).matches()) {
      replacedDirectories++;
    } else if (!LAST_WORD.matcher(line).matches()) {
      others++;
    }
  }

  /** What it says vanished while it was copied. */
  List<PathBytes> vanished() {
    return vanished;
  }

  /** True if there is nothing but what the next run will find in order. */
  boolean areOfReplacedDirectories() {
    return replacedDirectories > 0 && others == 0;
  }
}
