package org.tidemark.journal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who holds {@code STATE/lock}, as /proc/locks shows it (proc(5)): asking takes no lock. */
final class StateLockHolder {
  private StateLockHolder() {}

  /** The process id; 0 or less for a process of another container; empty if nobody does. */
  static Optional<String> pid(Surroundings here) {
    Path lock = here.config().state().resolve("lock");
    try {
      long inode = (Long) Files.getAttribute(lock, "unix:ino");
      long device = (Long) Files.getAttribute(lock, "unix:dev");
      return pid(here.text("proc/locks"), device, inode);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * @param device {@code st_dev} as the C library has it
   */
  static Optional<String> pid(String locks, long device, long inode) {
    long major = (device >> 8 & 0xfff) | (device >> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >> 12 & ~0xffL & 0xffffffffL);
    String wanted = String.format("%02x:%02x:%d", major, minor, inode);
    return locks
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length > 5 && fields[5].equals(wanted))
        .map(fields -> fields[4])
        .findFirst();
  }
}
