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
public final class NfsExports {
  private static final NfsExports HERE = below(Path.of("/"));

  private final List<Path> tables;

  NfsExports(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  /** The tables of a system whose top directory is that one. */
  public static NfsExports below(Path top) {
    return new NfsExports(
        List.of(top.resolve("proc/fs/nfsd/exports"), top.resolve("var/lib/nfs/etab")));
  }

  static NfsExports ofThisHost() {
    return HERE;
  }

  public boolean any() {
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
