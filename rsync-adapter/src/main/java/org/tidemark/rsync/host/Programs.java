package org.tidemark.rsync.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.ShutdownHookProcessDestroyer;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Starts programs and waits for them; they are ended when this JVM is told to end, or when one that
 * is {@link #hold held} ended unasked. Thread-safe.
 */
public final class Programs implements Host {
  /**
   * What a program left.
   *
   * @param output its standard output, one character per byte; empty where it went elsewhere
   * @param errors its standard error, one character per byte
   */
  public record Result(int exit, String output, String errors) {
    /** The output without its last newline. */
    public String line() {
      return output.endsWith("\n") ? output.substring(0, output.length() - 1) : output;
    }
  }

  /** Of util-linux (setpriv(1)). */
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final Running running = new Running();

  /** What is thrown instead of running anything; null while all is well. */
  private volatile Supplier<TidemarkException> stopped;

  @Override
  public Result run(Program program) throws TidemarkException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exit = run(program, out, errors);
    return new Result(exit, text(out), text(errors));
  }

  @Override
  public int run(Program program, OutputStream out, OutputStream errors) throws TidemarkException {
    return unlessStopped(program, out, errors, running);
  }

  /**
   * As {@link #run(Program, OutputStream, OutputStream)}, but ends it when it stands still, and
   * when this JVM ends in whatever way, SIGKILL included: it would work beside the next run.
   *
   * @return its exit status, {@link Program#STOOD_STILL} or {@link Program#MET_PIPE}
   */
  public int run(Program program, OutputStream out, OutputStream errors, Duration patience)
      throws TidemarkException {
    StallGuard guard = new StallGuard(running, patience);
    int exit = unlessStopped(endingWithUs(program), out, errors, guard);
    return guard.struck().orElse(exit);
  }

  @Override
  public Held hold(Program program, String mark, Supplier<TidemarkException> lost)
      throws TidemarkException {
    return Held.start(program, mark, () -> stop(lost));
  }

  private void stop(Supplier<TidemarkException> reason) {
    stopped = reason;
    running.endAll();
  }

  private int unlessStopped(
      Program program, OutputStream out, OutputStream errors, ProcessDestroyer destroyer)
      throws TidemarkException {
    requireNotStopped();
    int exit = run(program, out, errors, destroyer);
    requireNotStopped();
    return exit;
  }

  private void requireNotStopped() throws TidemarkException {
    Supplier<TidemarkException> reason = stopped;
    if (reason != null) {
      throw reason.get();
    }
  }

  /** Runs what tidies up, even if nothing else may run any more. */
  void runAtTheEnd(Program program) throws TidemarkException {
    OutputStream nowhere = OutputStream.nullOutputStream();
    run(program, nowhere, nowhere, new ShutdownHookProcessDestroyer());
  }

  /** The kernel ends it with the thread that starts it, which is the one that waits for it here. */
  private static Program endingWithUs(Program program) {
    if (!Files.isExecutable(SETPRIV)) {
      return program;
    }
    List<String> words = new ArrayList<>(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    words.addAll(program.arguments());
    return program.with(words);
  }

  private static int run(
      Program program, OutputStream out, OutputStream errors, ProcessDestroyer destroyer)
      throws TidemarkException {
    DefaultExecutor executor = DefaultExecutor.builder().get();
    executor.setExitValues(null);
    executor.setProcessDestroyer(destroyer);
    executor.setStreamHandler(new PumpStreamHandler(out, errors));
    try {
      return executor.execute(program.commandLine());
    } catch (ExecuteException e) {
      return e.getExitValue();
    } catch (IOException e) {
      String name = program.arguments().get(0);
      throw new TidemarkException(
          ExitCode.FAILED, "cannot start " + name + ": " + e.getMessage(), "", e);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
