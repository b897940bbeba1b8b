package org.tidemark.journal.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The wall clock in relation to this boot. Thread-safe. */
interface BootClock {
  /** Another one after each boot. */
  String bootId();

  /** Wall clock less the time since boot, in milliseconds: changes only when the clock is set. */
  long offsetMillis();

  /**
   * The earliest time that the wall clock is known to have shown in this boot, in milliseconds
   * since 1970. It may have been corrected since, while services were writing already.
   */
  long firstMillis();

  /** The kernel's; {@code /proc/uptime} counts hundredths of a second, suspended ones too. */
  static BootClock ofThisMachine() {
    return new BootClock() {
      @Override
      public String bootId() {
        return text("/proc/sys/kernel/random/boot_id");
      }

      /** A pause between the two clocks only makes it greater. */
      @Override
      public long offsetMillis() {
        return Math.min(offset(), Math.min(offset(), offset()));
      }

      private long offset() {
        String uptime = text("/proc/uptime");
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return System.currentTimeMillis() - Math.round(seconds * 1000);
      }

      /** Device nodes are made anew in each boot, the first before the clock can be corrected. */
      @Override
      public long firstMillis() {
        long first = System.currentTimeMillis();
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(Path.of("/dev"))) {
          for (Path node : nodes) {
            first = Math.min(first, changeMillis(node, first));
          }
        } catch (IOException e) {
          return first;
        }
        return first;
      }
    };
  }

  private static long changeMillis(Path node, long otherwise) {
    try {
      return ((FileTime) Files.getAttribute(node, "unix:ctime", LinkOption.NOFOLLOW_LINKS))
          .toMillis();
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
