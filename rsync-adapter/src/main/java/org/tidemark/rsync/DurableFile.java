package org.tidemark.rsync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.tidemark.journal.model.TidemarkException;

/** Writes a small file so that a crash leaves the old or the new one, never a part. */
final class DurableFile {
  private DurableFile() {}

  static void write(Path file, String content) throws TidemarkException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      writeAndSync(temporary, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(file.getParent());
    } catch (IOException e) {
      throw StateFolder.unusable("write", file, e);
    }
  }

  private static void writeAndSync(Path file, String content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
