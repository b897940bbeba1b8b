package org.tidemark.rsync;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Counts what a pass over listed names would remove that lies below a listed name: for mirrors
 * where nobody but rsync can count. What it would remove elsewhere is not counted, so that the
 * limit made of it stops the pass. Owned by the thread that pumps the output.
 */
final class DryRunDeletions extends LogOutputStream {
  private static final String DELETING = RsyncArguments.ITEM + "*deleting";

  private final Set<String> listed;
  private long count;

  private DryRunDeletions(Set<String> listed) {
    super(0, StandardCharsets.ISO_8859_1);
    this.listed = listed;
  }

  /**
   * @param dryRun the pass, told only to say what it would do
   * @param names file of the listed names
   */
  static long count(Programs programs, Program dryRun, Path names) throws TidemarkException {
    try (DryRunDeletions lines = new DryRunDeletions(read(names))) {
      // A failure shows again in the pass itself, whose limit is then too small and not too large.
      programs.run(dryRun, lines, OutputStream.nullOutputStream());
      lines.flush();
      return lines.count;
    } catch (IOException e) {
      throw StateFolder.unusable("read", names, e);
    }
  }

  private static Set<String> read(Path names) throws IOException {
    Set<String> out = new HashSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(names))) {
      for (String name = DeletionLimit.next(in); name != null; name = DeletionLimit.next(in)) {
        out.add(name.substring(2));
      }
    }
    return out;
  }

  @Override
  protected void processLine(String line, int level) {
    int bar = line.indexOf(RsyncArguments.ITEM, 1);
    if (line.startsWith(DELETING) && bar > 0) {
      byte[] name = EscapedNames.unescape(line.substring(bar + 1));
      count += isListed(new String(name, StandardCharsets.ISO_8859_1)) ? 1 : 0;
    }
  }

  private boolean isListed(String name) {
    String at = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    while (!listed.contains(at)) {
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        return false;
      }
      at = at.substring(0, slash);
    }
    return true;
  }
}
