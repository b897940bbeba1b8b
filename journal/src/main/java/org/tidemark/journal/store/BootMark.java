package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What this boot remembers of the database outside of it: its token and the last sequence number. A
 * database that does not fit is an old copy. Belongs to the store's thread.
 */
final class BootMark implements AutoCloseable {
  private static final int SEQUENCE_DIGITS = 19;

  private final Path tokenFile;
  private final FileChannel sequence;

  private BootMark(Path tokenFile, FileChannel sequence) {
    this.tokenFile = tokenFile;
    this.sequence = sequence;
  }

  static BootMark open(Path runDir) throws IOException {
    Folders.makePrivate(runDir);
    return new BootMark(
        runDir.resolve("token"),
        FileChannel.open(
            runDir.resolve("sequence"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /**
   * What was last noted.
   *
   * @param tokens those that the database may hold: two while it is being changed
   */
  record Mark(List<String> tokens, long lastSequence) {
    boolean fits(String token, long sequence) {
      return tokens.contains(token) && sequence >= lastSequence;
    }
  }

  /** The mark that was left in this boot; one of an earlier boot may be older than the database. */
  Optional<Mark> mark(String bootId) throws IOException {
    if (!Files.exists(tokenFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(tokenFile, StandardCharsets.ISO_8859_1);
    if (lines.size() < 2 || !lines.get(0).equals(bootId)) {
      return Optional.empty();
    }
    return Optional.of(new Mark(lines.subList(1, lines.size()), readSequence()));
  }

  private long readSequence() throws IOException {
    ByteBuffer digits = ByteBuffer.allocate(SEQUENCE_DIGITS);
    int size = sequence.read(digits, 0);
    return size < SEQUENCE_DIGITS
        ? 0
        : Long.parseLong(new String(digits.array(), StandardCharsets.US_ASCII));
  }

  /** Replaces the mark's tokens. */
  void note(String bootId, List<String> tokens) throws IOException {
    Path fresh = tokenFile.resolveSibling("token.new");
    Files.writeString(fresh, bootId + "\n" + String.join("\n", tokens) + "\n");
    Files.move(fresh, tokenFile, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Notes how far the database is committed; to be called after the commit. */
  void noteSequence(long lastSequence) throws IOException {
    String digits = String.format(Locale.ROOT, "%019d", lastSequence);
    sequence.write(ByteBuffer.wrap(digits.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  @Override
  public void close() throws IOException {
    sequence.close();
  }
}
