package org.tidemark.bench.machine;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs, each with a deadline. */
public final class Programs {
  private static final File NOTHING = new File("/dev/null");
  private static final int LONGEST_MESSAGE = 400;

  private final Workshop workshop;

  public Programs(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * What a program did.
   *
   * @param seconds from before its start until its end was seen
   */
  public record Finished(int exit, String out, String err, double seconds) {}

  /** Runs to the end and keeps what it printed, which must be little. */
  public Finished run(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    Path out = workshop.fresh("out");
    try {
      Finished finished = run(command, out, deadline);
      return new Finished(
          finished.exit(), Files.readString(out), finished.err(), finished.seconds());
    } finally {
      Files.deleteIfExists(out);
    }
  }

  /** Runs to the end, with its output in a file. */
  public Finished run(List<String> command, Path out, Duration deadline)
      throws IOException, InterruptedException {
    Path err = workshop.fresh("err");
    try {
      long start = System.nanoTime();
      Process process = start(command, Map.of(), out.toFile(), err.toFile());
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
        throw new DeadlineException(name(command), deadline);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Finished(process.exitValue(), "", tail(err), seconds);
    } finally {
      Files.deleteIfExists(err);
    }
  }

  /**
   * As {@link #run(List, Duration)}.
   *
   * @throws IOException with what it complained about, unless it ended with 0
   */
  public Finished check(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    return checked(command, run(command, deadline));
  }

  /** As {@link #run(List, Path, Duration)}, and as {@link #check(List, Duration)}. */
  public Finished check(List<String> command, Path out, Duration deadline)
      throws IOException, InterruptedException {
    return checked(command, run(command, out, deadline));
  }

  private static Finished checked(List<String> command, Finished finished) throws IOException {
    if (finished.exit() != 0) {
      String said = finished.err().isEmpty() ? finished.out() : finished.err();
      throw new IOException(name(command) + " ended with " + finished.exit() + ": " + said.trim());
    }
    return finished;
  }

  /** Starts a program that goes on; its standard input is empty. */
  public Process start(List<String> command, Map<String, String> environment, File out, File err)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(NOTHING);
    builder.redirectOutput(out);
    builder.redirectError(err);
    return workshop.start(builder);
  }

  /** Starts a program that goes on and whose messages the caller reads. */
  public Process startReadingErrors(List<String> command, Redirect out) throws IOException {
    return workshop.start(new ProcessBuilder(command).redirectInput(NOTHING).redirectOutput(out));
  }

  /** Starts a program whose output the caller reads. */
  public Process startReadingOutput(List<String> command) throws IOException {
    return workshop.start(
        new ProcessBuilder(command).redirectInput(NOTHING).redirectError(Redirect.DISCARD));
  }

  /** Asks a program to end, then makes it. */
  public static void stop(Process process, Duration patience) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      process.waitFor(60, TimeUnit.SECONDS);
    }
  }

  private static String name(List<String> command) {
    return String.valueOf(Path.of(command.get(0)).getFileName());
  }

  /** The last that a program said, or nothing if it said nothing. */
  static String tail(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
    return text.substring(Math.max(0, text.length() - LONGEST_MESSAGE));
  }
}
