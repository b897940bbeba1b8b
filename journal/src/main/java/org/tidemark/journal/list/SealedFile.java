package org.tidemark.journal.list;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that appears whole or not at all: written beside its place, synced, renamed. Its mode is
 * 0600, because names of files are secrets. Not thread-safe.
 */
public final class SealedFile implements AutoCloseable {
  private final Path place;
  private final Path unfinished;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean sealed;

  /**
   * @throws IOException if the folder is missing or cannot be written
   */
  public SealedFile(Path place) throws IOException {
    this.place = place;
    unfinished = place.resolveSibling(place.getFileName() + ".tmp");
    Files.deleteIfExists(unfinished);
    channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  public OutputStream stream() {
    return stream;
  }

  /** Makes the file durable under its name. */
  public void seal() throws IOException {
    stream.flush();
    channel.force(true);
    channel.close();
    Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    sealed = true;
    syncFolder(place.toAbsolutePath().getParent());
  }

  /** A rename is durable only when its folder is. */
  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Removes what was written, unless it was sealed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!sealed) {
      Files.deleteIfExists(unfinished);
    }
  }
}
