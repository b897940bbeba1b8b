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
import java.util.Optional;

/**
 * What the state folder remembers of the database beside it, over reboots too: its token and the
 * last number that was promised to somebody. A database that does not fit was put back from an old
 * copy. On the disk whenever a call returns. Belongs to the store's thread.
 */
final class StateMark {
  private static final String NAME = "identity";

  private final Path file;
  private List<String> tokens = List.of();
  private long promised;
  private boolean knewAnother;

  private StateMark(Path file) {
    this.file = file;
  }

  /** Reads what was noted; a file that is no such mark counts as none. */
  static StateMark of(Path stateDir) throws IOException {
    StateMark mark = new StateMark(stateDir.resolve(NAME));
    if (Files.exists(mark.file)) {
      mark.read(Files.readAllLines(mark.file, StandardCharsets.ISO_8859_1));
    }
    return mark;
  }

  private void read(List<String> lines) {
    if (lines.size() > 1 && lines.get(0).matches("\\d{1,18}")) {
      promised = Long.parseLong(lines.get(0));
      tokens = List.copyOf(lines.subList(1, lines.size()));
      knewAnother = true;
    }
  }

  /** What was noted; empty if nothing was. */
  Optional<BootMark.Mark> mark() {
    return tokens.isEmpty() ? Optional.empty() : Optional.of(new BootMark.Mark(tokens, promised));
  }

  /** True if something was noted before this process did. */
  boolean knewAnother() {
    return knewAnother;
  }

  /** Replaces the tokens; two while the database's is being changed. */
  void note(List<String> newTokens) throws IOException {
    tokens = List.copyOf(newTokens);
    write();
  }

  /** Somebody relies on this number: a database that has not reached it is an old one. */
  void promise(long sequence) throws IOException {
    if (sequence > promised) {
      promised = sequence;
      write();
    }
  }

  /** A new journal has promised nothing. */
  void forgetPromises() {
    promised = 0;
  }

  private void write() throws IOException {
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(fresh);
    Folders.makePrivateFile(fresh);
    String text = promised + "\n" + String.join("\n", tokens) + "\n";
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(file.getParent());
  }
}
