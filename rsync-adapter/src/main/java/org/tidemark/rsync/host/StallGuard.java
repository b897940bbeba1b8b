package org.tidemark.rsync.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.exec.ProcessDestroyer;

/**
 * Ends a program whose processes all sleep, and for a long time neither read, write nor compute.
 *
 * <p>rsync 3.5.0 with {@code -H} and incremental recursion can wait for itself for ever when names
 * of linked files change while it runs. Its {@code --timeout} does not end that: the waiting
 * processes send each other signs of life. Without that option they are silent, which is seen here.
 *
 * <p>A file that becomes a named pipe after rsync looked at it, and before it opens it, holds rsync
 * until somebody writes to that. Such a program is ended after seconds: made anew, its list has the
 * pipe as what it is. The pipe itself is not touched, since opening it would be seen by others.
 *
 * <p>One guard watches one program, from a thread of its own.
 */
final class StallGuard implements ProcessDestroyer {
  private static final int LOOKS = 20;
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /**
   * Where the kernel waits for the other end of a named pipe (fs/pipe.c; proc_pid_wchan(5)): the
   * second where the compiler made the first a part of it.
   */
  private static final Set<String> AT_A_PIPE = Set.of("wait_for_partner", "fifo_open");

  private final ProcessDestroyer next;
  private final Duration patience;
  private volatile int struck;
  private volatile Thread watch;

  /**
   * @param next is told of the process, too
   */
  StallGuard(ProcessDestroyer next, Duration patience) {
    this.next = next;
    this.patience = patience;
  }

  /** What counts as the program's exit status if this ended it; empty if it did not. */
  OptionalInt struck() {
    return struck == 0 ? OptionalInt.empty() : OptionalInt.of(struck);
  }

  @Override
  public boolean add(Process process) {
    watch = new Thread(() -> watch(process.toHandle()), "stall-guard");
    watch.setDaemon(true);
    watch.start();
    return next.add(process);
  }

  @Override
  public boolean remove(Process process) {
    watch.interrupt();
    return next.remove(process);
  }

  @Override
  public int size() {
    return next.size();
  }

  private void watch(ProcessHandle program) {
    String last = "";
    long since = System.nanoTime();
    try {
      while (!endsWithin(interval(), program)) {
        String now = progress(program);
        if (!now.equals(last)) {
          last = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since >= patience.toNanos()) {
          end(program, Program.STOOD_STILL);
          return;
        } else if (waitsAtAPipe(program)) {
          end(program, Program.MET_PIPE);
          return;
        }
      }
    } catch (InterruptedException e) {
      // The program ended by itself: there is nothing left to watch.
      Thread.currentThread().interrupt();
    }
  }

  private Duration interval() {
    Duration look = patience.dividedBy(LOOKS);
    return look.compareTo(GLANCE) < 0 ? look : GLANCE;
  }

  private static boolean endsWithin(Duration time, ProcessHandle program)
      throws InterruptedException {
    try {
      program.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !program.isAlive();
    }
  }

  private void end(ProcessHandle program, int status) {
    struck = status;
    program.descendants().forEach(ProcessHandle::destroy);
    program.destroy();
  }

  private static Stream<ProcessHandle> all(ProcessHandle program) {
    return Stream.concat(Stream.of(program), program.descendants());
  }

  /** False also where the kernel does not tell. */
  private static boolean waitsAtAPipe(ProcessHandle program) {
    return all(program).anyMatch(process -> AT_A_PIPE.contains(read(process.pid(), "wchan")));
  }

  private static String progress(ProcessHandle program) {
    return all(program).map(process -> progress(process.pid())).collect(Collectors.joining("\n"));
  }

  /** What moves when a process does anything (proc(5)); always another where it is not asleep. */
  private static String progress(long pid) {
    String stat = read(pid, "stat");
    if (stat.contains(" (ssh) ")) {
      // It tells the other machine now and then that it is there, whatever rsync does.
      return "";
    }
    // The name of the program stands in parentheses and may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    boolean asleep = fields[0].equals("S") && fields.length > 12;
    String processor = asleep ? fields[11] + " " + fields[12] : "at " + System.nanoTime();
    return pid + " " + processor + " " + read(pid, "io");
  }

  /** Empty if the process is gone or not ours to look at. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid, file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
