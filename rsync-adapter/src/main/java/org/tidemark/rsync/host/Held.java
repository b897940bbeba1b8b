package org.tidemark.rsync.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * A program that lasts until it is closed: it gets a line on its standard input now and then, and
 * the end of that when this is closed or this JVM ends, in whatever way. Its own end is noticed by
 * a thread that waits for it; else used by one thread.
 */
public final class Held implements AutoCloseable {
  /** How often it is told that we are still there. */
  private static final int BEAT_SECONDS = 10;

  /** How long it may take to end after it was told to. */
  private static final int END_SECONDS = 10;

  private static final byte[] BEAT = "x\n".getBytes(StandardCharsets.US_ASCII);

  private final Process process;
  private final boolean marked;
  private final String said;
  private volatile boolean closing;

  private Held(Process process, boolean marked, String said) {
    this.process = process;
    this.marked = marked;
    this.said = said;
  }

  /**
   * Starts one.
   *
   * @param lost is told when it ends unasked after it printed the mark
   */
  static Held start(Program program, String mark, Runnable lost) throws TidemarkException {
    String[] words = program.reading(Program.OPEN).commandLine().toStrings();
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      Held held = read(process, mark);
      if (held.marked) {
        Thread watch = new Thread(() -> held.watch(lost), "held-program");
        watch.setDaemon(true);
        watch.start();
      }
      return held;
    } catch (IOException e) {
      String name = program.arguments().get(0);
      throw new TidemarkException(
          ExitCode.FAILED, "cannot start " + name + ": " + e.getMessage(), "", e);
    }
  }

  /** A login on another machine may say something of its own first. */
  private static Held read(Process process, String mark) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(mark)) {
        return new Held(process, true, said.toString());
      }
      said.append(line).append('\n');
    }
    return new Held(process, false, said.toString().strip());
  }

  private void watch(Runnable lost) {
    try {
      while (!process.waitFor(BEAT_SECONDS, TimeUnit.SECONDS)) {
        beat();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!closing) {
      lost.run();
    }
  }

  private void beat() {
    try {
      OutputStream input = process.getOutputStream();
      input.write(BEAT);
      input.flush();
    } catch (IOException e) {
      // It does not read any more: its end is what we wait for anyway.
      process.destroyForcibly();
    }
  }

  /** True if it printed the mark, and lasts. */
  public boolean isMarked() {
    return marked;
  }

  /** What it said before the mark or before its end, one character per byte. */
  public String said() {
    return said;
  }

  /** The exit status of one that ended without the mark. */
  public int exit() throws TidemarkException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static TidemarkException interrupted(InterruptedException e) {
    return new TidemarkException(ExitCode.FAILED, "interrupted", "", e);
  }

  /** Ends it, and comes back when it has. */
  @Override
  public void close() throws TidemarkException {
    closing = true;
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It went before.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }
}
