package org.tidemark.rsync;

import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a pass is, and how fast it goes. Owned by whoever has it; not thread-safe. */
final class Throughput {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

  /** A rate is that of the last stretch, which is this long at least. */
  private static final long STRETCH_NANOS = 5_000_000_000L;

  private final LongSupplier nanos;
  private long names;
  private long bytes;
  private long since;
  private long bytesThen;
  private long rate;

  /**
   * @param nanos a clock such as {@link System#nanoTime}
   */
  Throughput(LongSupplier nanos) {
    this.nanos = nanos;
    begin();
  }

  /** Another pass begins. */
  void begin() {
    names = 0;
    bytes = 0;
    bytesThen = 0;
    rate = 0;
    since = nanos.getAsLong();
  }

  void nameDone() {
    names++;
  }

  long names() {
    return names;
  }

  /**
   * @param total of the pass so far; less than before where rsync is started again
   */
  void bytesDone(long total) {
    long now = nanos.getAsLong();
    if (total < bytes) {
      bytesThen = 0;
      since = now;
    }
    bytes = total;
    long stretch = now - since;
    if (stretch >= STRETCH_NANOS || rate == 0) {
      rate = stretch <= 0 ? 0 : (long) ((total - bytesThen) * 1e9 / stretch);
    }
    if (stretch >= STRETCH_NANOS) {
      bytesThen = total;
      since = now;
    }
  }

  /** Such as {@code 3.4 GB, 85.0 MB/s}; empty before anything was transferred. */
  String text() {
    if (bytes == 0) {
      return "";
    }
    return size(bytes) + (rate == 0 ? "" : ", " + size(rate) + "/s");
  }

  private static String size(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1000 && unit < UNITS.size() - 1) {
      size /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
  }
}
