package org.tidemark.journal.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * A program that root runs as a process, as proc(5) shows it. Another process that gets the same
 * number later, and another program that the process turns into, differ from it.
 *
 * @param startTicks when the process began, in clock ticks since the boot
 * @param stackStart where its stack begins, which each execve(2) chooses anew
 */
record RunningProgram(PathBytes program, long startTicks, long stackStart) {
  private static final Path PROC = Path.of("/proc");
  private static final int PATH_MAX = 4096;

  /** Field 22 and 28 of proc_pid_stat(5), counted behind the name, which may hold anything. */
  private static final int START_TIME = 22 - 3;

  private static final int START_STACK = 28 - 3;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /** Empty unless all of it is certain. */
  static Optional<RunningProgram> of(Kernel kernel, int process, Set<PathBytes> programs) {
    try {
      Optional<PathBytes> program = programOf(kernel, process, programs);
      if (program.isEmpty()) {
        return Optional.empty();
      }
      RunningProgram before = read(process, program.get());
      boolean certain =
          before.stackStart != 0
              && isRoots(process)
              && isThatFile(kernel, process, program.get())
              && programOf(kernel, process, programs).equals(program)
              && read(process, program.get()).equals(before);
      return certain ? Optional.of(before) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // It ended, or shows less than it should.
      return Optional.empty();
    }
  }

  /** Processes that say that they are one of the programs. */
  static List<Integer> processes(Kernel kernel, Set<PathBytes> programs) {
    try (Stream<Path> entries = Files.list(PROC)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .map(Integer::valueOf)
          .filter(process -> programOf(kernel, process, programs).isPresent())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<PathBytes> programOf(
      Kernel kernel, int process, Set<PathBytes> programs) {
    byte[] target = new byte[PATH_MAX];
    int length = kernel.readlinkat(Kernel.AT_FDCWD, executable(process), target);
    return programs.stream()
        .filter(program -> length > 0 && isSame(program.bytes(), target, length))
        .findFirst();
  }

  private static boolean isSame(byte[] program, byte[] target, int length) {
    return Arrays.equals(program, 0, program.length, target, 0, length);
  }

  /** A container may have another file under that path, and its owner may change his own. */
  private static boolean isThatFile(Kernel kernel, int process, PathBytes program) {
    FileStat running = new FileStat();
    FileStat named = new FileStat();
    return kernel.statx(Kernel.AT_FDCWD, executable(process), 0, running) == 0
        && kernel.statx(Kernel.AT_FDCWD, program.bytes(), 0, named) == 0
        && running.device() == named.device()
        && running.inode() == named.inode()
        && named.user() == 0
        && (named.mode() & WRITABLE_BY_OTHERS) == 0;
  }

  private static byte[] executable(int process) {
    return ("/proc/" + process + "/exe").getBytes(StandardCharsets.US_ASCII);
  }

  /** Whoever else runs the program can make it do what he likes. */
  private static boolean isRoots(int process) throws IOException {
    return text(process, "status")
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .anyMatch(line -> line.substring("Uid:".length()).strip().matches("0\\s+0\\s+0\\s+0"));
  }

  private static RunningProgram read(int process, PathBytes program) throws IOException {
    String stat = text(process, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return new RunningProgram(
        program, Long.parseLong(fields[START_TIME]), Long.parseLong(fields[START_STACK]));
  }

  private static String text(int process, String file) throws IOException {
    Path path = PROC.resolve(Integer.toString(process)).resolve(file);
    try (InputStream content = Files.newInputStream(path)) {
      return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
