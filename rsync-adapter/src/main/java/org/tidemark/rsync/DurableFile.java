package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.TidemarkException;

/** Writes a small file so that a crash leaves the old or the new one, never a part. */
final class DurableFile {
  private DurableFile() {}

  static void write(Path file, String content) throws TidemarkException {
    try (SealedFile whole = new SealedFile(file)) {
      whole.stream().write(content.getBytes(StandardCharsets.UTF_8));
      whole.seal();
    } catch (IOException e) {
      throw StateFolder.unusable("write", file, e);
    }
  }
}
