package org.tidemark.journal.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether this machine's kernel serves files by NFS: its writes and attribute changes come by
 * handle, so events about them may have neither directory nor name (nfsd(7), exportfs(8)).
 */
final class NfsExports {
  private static final NfsExports HERE =
      new NfsExports(List.of(Path.of("/proc/fs/nfsd/exports"), Path.of("/var/lib/nfs/etab")));

  private final List<Path> tables;

  NfsExports(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  static NfsExports ofThisHost() {
    return HERE;
  }

  boolean any() {
    return tables.stream().anyMatch(NfsExports::holdsAnEntry);
  }

  private static boolean holdsAnEntry(Path table) {
    try {
      String text = Files.readString(table, StandardCharsets.ISO_8859_1);
      return text.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException e) {
      return false;
    }
  }
}
