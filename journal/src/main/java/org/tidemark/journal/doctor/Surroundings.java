package org.tidemark.journal.doctor;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;

/**
 * What is looked at.
 *
 * @param system the top directory below which /proc and /sys are found; {@code /} but for tests
 * @param config what the daemon would be started with
 * @param now the clock's present time
 */
public record Surroundings(Kernel kernel, Path system, JournalConfig config, Instant now) {
  private static final int LARGEST_TEXT = 1 << 20;

  /** This machine at this moment. */
  public static Surroundings ofThisHost(Kernel kernel, JournalConfig config) {
    return new Surroundings(kernel, Path.of("/"), config, Instant.now());
  }

  Path file(String name) {
    return system.resolve(name);
  }

  /** One character per byte; empty if it cannot be read. */
  String text(String name) {
    try (InputStream in = new FileInputStream(file(name).toFile())) {
      // Files of /proc/sys give nothing more to a second read, so the first must be a large one.
      byte[] bytes = new byte[LARGEST_TEXT];
      int length = 0;
      int more = in.read(bytes);
      while (more > 0) {
        length += more;
        more = in.read(bytes, length, bytes.length - length);
      }
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** The number that a file holds alone; empty if there is none. */
  OptionalLong number(String name) {
    String text = text(name).strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  MountTable mounts() throws IOException {
    return MountTable.parse(text("proc/self/mountinfo").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The state folder without symbolic links, as far as it exists. */
  PathBytes state() {
    return PathBytes.ofUtf8(existing(config.state().toAbsolutePath()).toString());
  }

  private static Path existing(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : existing(parent).resolve(path.getFileName());
    }
  }
}
