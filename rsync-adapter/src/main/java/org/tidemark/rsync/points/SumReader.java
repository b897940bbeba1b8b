package org.tidemark.rsync.points;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks checksums up in a file of them that is sorted by inode and has behind each when it was
 * noted. Not thread-safe.
 */
final class SumReader implements Closeable {
  private final BufferedReader in;
  private NotedSum next;

  SumReader(Path sums) throws IOException {
    in = Files.newBufferedReader(sums, StandardCharsets.US_ASCII);
    next = read();
  }

  private NotedSum read() throws IOException {
    String line = in.readLine();
    return line == null ? null : NotedSum.parse(line);
  }

  /**
   * The last checksum of that inode.
   *
   * @param inode greater than that of the call before
   */
  Optional<NotedSum> of(long inode) throws IOException {
    NotedSum found = null;
    while (next != null && next.sum().inode() <= inode) {
      found = next.sum().inode() == inode ? next : found;
      next = read();
    }
    return Optional.ofNullable(found);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
