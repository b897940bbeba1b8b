package org.tidemark.rsync.points;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Whether there is room for what is written down of each name below trees that are about to be
 * walked. A disk that becomes full in the midst of that has cost hours, and maybe others their
 * space. Used by one thread.
 */
final class RoomForRecords {
  /** What is free and used where the points lie, and which device that is. */
  private static final String ASK =
      "stat -c %d . && df -B1 --output=avail . | tail -n 1 && df --output=iused . | tail -n 1";

  /** Assumed as long as nothing was counted. */
  private static final long USUAL_PATH = 100;

  private final Host host;
  private final PathBytes points;
  private final Bulk bulk;
  private final Path work;
  private final boolean local;

  /**
   * @param host of the mirror
   * @param points folder on the mirror's filesystem
   * @param work a local folder for files
   * @param local whether that host is this machine
   */
  RoomForRecords(Host host, PathBytes points, Bulk bulk, Path work, boolean local) {
    this.host = host;
    this.points = points;
    this.bulk = bulk;
    this.work = work;
    this.local = local;
  }

  /**
   * How many names, and how long they are together.
   *
   * @param bytes of their paths inside the mirror
   */
  record Names(long count, long bytes) {
    /** Each record thrice and once more pruned, each path for asking; attributes are 60 bytes. */
    long state() {
      return 5 * bytes + 250 * count;
    }

    /** The record, and the pruned one that takes its place. */
    long points() {
      return 2 * bytes + 130 * count;
    }
  }

  /**
   * Free bytes.
   *
   * @param shared whether both are the same
   */
  record Room(long state, long points, boolean shared) {
    boolean holds(Names names) {
      long both = names.state() + names.points();
      return names.state() <= state && names.points() <= points && (!shared || both <= points);
    }
  }

  /**
   * Counts only where the used inodes of the mirror's filesystem, which are a question of moments,
   * leave it open.
   *
   * @param trees file of names, each with a NUL behind
   * @throws TidemarkException with REFUSED if there is too little
   */
  void require(Path trees) throws IOException, TidemarkException {
    if (Files.size(trees) == 0) {
      return;
    }
    String[] there = ask(Program.of("sh", "-c", ASK).in(points)).split("\n");
    boolean shared = local && there[0].equals(deviceOfWork());
    Room room = new Room(Files.getFileStore(work).getUsableSpace(), number(there[1]), shared);
    long inodes = there.length > 2 ? number(there[2]) : 0;
    if (inodes > 0 && room.holds(new Names(inodes, inodes * USUAL_PATH))) {
      return;
    }
    Counter counter = new Counter();
    bulk.run(Bulk.PRINT_TREES, trees, counter);
    if (!room.holds(counter.names())) {
      throw tooLittle(counter.names(), room);
    }
  }

  private String deviceOfWork() throws TidemarkException {
    return ask(Program.of("stat", "-c", "%d", "--", Program.latin1(work)));
  }

  private String ask(Program program) throws TidemarkException {
    Programs.Result result = host.run(program);
    if (result.exit() != 0) {
      throw PointsFolder.failed("cannot look for room: " + PointsFolder.cause(result), null);
    }
    return result.line();
  }

  /** 0 for what a filesystem does not tell. */
  private static long number(String text) {
    String plain = text.strip();
    return plain.matches("\\d{1,18}") ? Long.parseLong(plain) : 0;
  }

  private TidemarkException tooLittle(Names names, Room room) {
    return new TidemarkException(
        ExitCode.REFUSED,
        String.format(
            Locale.ROOT,
            "%d names are to be compared; what must be written down of them first takes %s for a"
                + " while in the state folder, where %s are free, and %s in %s, where %s are free%s",
            names.count(),
            megabytes(names.state()),
            megabytes(room.state()),
            megabytes(names.points()),
            points,
            megabytes(room.points()),
            room.shared() ? " (on one filesystem)" : ""),
        "Make room. Or give --no-points for this run: then the points so far can no longer be"
            + " restored.");
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Owned by the thread that reads find's output. */
  private static final class Counter extends OutputStream {
    private long count;
    private long bytes;

    @Override
    public void write(int value) {
      bytes++;
      count += value == 0 ? 1 : 0;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      for (int at = offset; at < offset + length; at++) {
        write(buffer[at]);
      }
    }

    Names names() {
      return new Names(count, bytes);
    }
  }
}
