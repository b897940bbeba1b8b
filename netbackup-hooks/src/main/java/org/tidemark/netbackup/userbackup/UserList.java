package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.PathBytes;

/**
 * The file that {@code bpbackup -f} reads: a name on each line; or, if white space is in one of
 * them, the length in bytes, a blank and the name on each. Only the second form can tell a line
 * feed in a name from the end of a line.
 */
final class UserList {
  private UserList() {}

  static void write(Collection<PathBytes> names, Path file) throws IOException {
    boolean lengths = names.stream().anyMatch(UserList::hasWhiteSpace);
    try (SealedFile sealed = new SealedFile(file)) {
      OutputStream out = sealed.stream();
      for (PathBytes name : names) {
        if (lengths) {
          out.write((name.length() + " ").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(name.bytes());
        out.write('\n');
      }
      sealed.seal();
    }
  }

  private static boolean hasWhiteSpace(PathBytes name) {
    return name.latin1().chars().anyMatch(each -> each <= ' ');
  }
}
