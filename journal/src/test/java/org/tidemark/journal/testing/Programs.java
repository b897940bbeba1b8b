package org.tidemark.journal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own programs for tests. */
public final class Programs {
  private Programs() {}

  /**
   * What a program did.
   *
   * @param output stdout and stderr together, one character per byte
   */
  public record Result(List<String> command, int exitCode, String output) {
    /**
     * This result.
     *
     * @throws AssertionError if the program failed
     */
    public Result orFail() {
      if (exitCode != 0) {
        throw new AssertionError(String.join(" ", command) + " = " + exitCode + ": " + output);
      }
      return this;
    }
  }

  /** Runs a program to its end, at most three minutes. */
  public static Result run(String... command) {
    return run(List.of(command));
  }

  /** As {@link #run(String...)}. */
  public static Result run(List<String> command) {
    try {
      Path output = Files.createTempFile("tidemark-program", ".out");
      try {
        return run(command, output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + command, e);
    }
  }

  private static Result run(List<String> command, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running after three minutes: " + command);
    }
    String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
    return new Result(command, process.exitValue(), text);
  }

  /** True if a program of that name is found on the path or in the system's folders. */
  public static boolean exists(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
    for (String folder : path.split(":")) {
      if (Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program))) {
        return true;
      }
    }
    return false;
  }
}
