package org.tidemark.netbackup.doubles;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tidemark.journal.testing.Programs;

/**
 * Runs one notify script as bpbkar does: an empty environment but for its own variables, working
 * directory {@code /}, and descriptors that belong to bpbkar's talk with the server, so that each
 * use of them is a breach. Used by one thread.
 */
final class HookRun {
  private static final Duration DESCRIPTOR_PATIENCE = Duration.ofSeconds(3);

  /** What the hook sees above itself: a program of that name, as old as the job. */
  private static final Path BPBKAR = bpbkar();

  private final JobLog log;
  private final Path script;
  private final List<String> arguments;
  private final Map<String, String> environment;
  private final long user;

  /**
   * @param user who runs it: root for scheduled backups, the user for his own
   */
  HookRun(
      JobLog log, Path script, List<String> arguments, Map<String, String> environment, long user) {
    this.log = log;
    this.script = script;
    this.arguments = arguments;
    this.environment = environment;
    this.user = user;
  }

  /**
   * @param limit how long bpbkar waits
   * @param killAfter when somebody kills the script; empty for nobody
   * @param killLate whether a script that is too slow is killed, too
   */
  HookEnd run(Duration limit, Optional<Duration> killAfter, boolean killLate) {
    try {
      Path pipe = pipe();
      CompletableFuture<byte[]> said = Background.run(() -> all(pipe));
      Process process = start(pipe);
      boolean killed = killAfter.isPresent() && !waitFor(process, killAfter.get());
      boolean ended = !killed && waitFor(process, limit);
      if (killed || (!ended && killLate)) {
        kill(process);
      }
      if (!ended && !killed) {
        log.note(script.getFileName() + " is too slow");
        return new HookEnd(HookEnd.Kind.TOO_SLOW, 0);
      }
      int code = killed ? 137 : process.exitValue();
      if (!killed) {
        checkDescriptors(said);
      }
      log.note(script.getFileName() + " " + arguments + " ended with " + code);
      return new HookEnd(HookEnd.Kind.EXITED, code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Descriptor 3 stands for the socket to the server, which the script inherits as well. */
  private Process start(Path pipe) throws IOException {
    List<String> command = new ArrayList<>(List.of(BPBKAR.toString()));
    if (user != 0) {
      command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
    }
    command.addAll(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" 3>&1", script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(pipe.toFile()).start();
  }

  private static Path bpbkar() {
    try {
      Path program = Files.createTempDirectory("double").resolve("bpbkar");
      Files.writeString(program, "#!/bin/sh\n\"$@\"\nexit $?\n");
      Programs.run(List.of("chmod", "755", program.toString())).orFail();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of our own: the JVM closes its pipe to a process when that ends, whoever still holds it. */
  private static Path pipe() throws IOException {
    Path pipe = Files.createTempDirectory("hook").resolve("pipe");
    Programs.run(List.of("mkfifo", pipe.toString())).orFail();
    return pipe;
  }

  private static byte[] all(Path pipe) {
    try {
      byte[] said = Files.readAllBytes(pipe);
      Files.delete(pipe);
      Files.delete(pipe.getParent());
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean waitFor(Process process, Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a hook ran", e);
    }
  }

  private static void kill(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    boolean unused = waitFor(process, Duration.ofSeconds(10));
  }

  private void checkDescriptors(CompletableFuture<byte[]> said) {
    try {
      byte[] bytes = said.get(DESCRIPTOR_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (bytes.length > 0) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        log.violation(script.getFileName() + " wrote to bpbkar's descriptors: " + text.strip());
      }
    } catch (TimeoutException e) {
      log.violation(script.getFileName() + " left a child that holds bpbkar's descriptors");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a hook ran", e);
    } catch (ExecutionException e) {
      throw new AssertionError("reading what a hook said failed", e);
    }
  }
}
