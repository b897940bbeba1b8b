package org.tidemark.rsync.points;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Looks checksums up in a file of them that is sorted by inode. Not thread-safe. */
final class SumReader implements Closeable {
  private final BufferedReader in;
  private Sum next;

  SumReader(Path sums) throws IOException {
    in = Files.newBufferedReader(sums, StandardCharsets.US_ASCII);
    next = read();
  }

  private Sum read() throws IOException {
    String line = in.readLine();
    return line == null ? null : Sum.parse(line);
  }

  /**
   * The last checksum of that inode.
   *
   * @param inode greater than that of the call before
   */
  Optional<Sum> of(long inode) throws IOException {
    Sum found = null;
    while (next != null && next.inode() <= inode) {
      found = next.inode() == inode ? next : found;
      next = read();
    }
    return Optional.ofNullable(found);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
