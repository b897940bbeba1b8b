package org.tidemark.bacula;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.testing.Programs;

/**
 * A launcher whose commands run inside this JVM: a job starts five, and to start a JVM for each
 * would take most of the time of these tests. One thread of its own takes one call after the other.
 */
final class ResidentCommands implements AutoCloseable {
  private static final String END = "end";

  private final Path folder;
  private final Path state;
  private final Thread thread = new Thread(this::serve, "resident commands");

  private ResidentCommands(Path folder, Path state) {
    this.folder = folder;
    this.state = state;
  }

  /**
   * Starts to take calls.
   *
   * @param folder for the calls; is made
   * @param state which every command is told
   */
  static ResidentCommands start(Path folder, Path state) throws IOException {
    Files.createDirectories(folder);
    ResidentCommands commands = new ResidentCommands(folder, state);
    Programs.run("mkfifo", commands.calls().toString()).orFail();
    commands.thread.setDaemon(true);
    commands.thread.start();
    return commands;
  }

  private Path calls() {
    return folder.resolve("calls");
  }

  /** What stands in for {@code bin/tidemark}. */
  String script() {
    return """
        #!/bin/sh
        call=$(mktemp -d '%s/call.XXXXXX')
        mkfifo "$call/code"
        printf '%%s\\n' "$@" >"$call/arguments"
        echo "$call" >'%s'
        read -r code <"$call/code"
        cat "$call/out"
        cat "$call/err" >&2
        exit "$code"
        """
        .formatted(folder, calls());
  }

  private void serve() {
    try {
      boolean more = true;
      while (more) {
        more = serveWhoIsThere();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until all who have written to the pipe have closed it. */
  private boolean serveWhoIsThere() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(calls().toFile()), StandardCharsets.UTF_8))) {
      for (String call = in.readLine(); call != null; call = in.readLine()) {
        if (call.equals(END)) {
          return false;
        }
        serve(Path.of(call));
      }
      return true;
    }
  }

  private void serve(Path call) throws IOException {
    List<String> arguments =
        new ArrayList<>(Files.readAllLines(call.resolve("arguments"), StandardCharsets.ISO_8859_1));
    arguments.addAll(List.of("--state", state.toString()));
    int code;
    try (OutputStream out = new FileOutputStream(call.resolve("out").toFile());
        PrintStream err = new PrintStream(call.resolve("err").toFile(), StandardCharsets.UTF_8)) {
      code = Main.run(arguments, out, err);
    }
    Files.writeString(call.resolve("code"), code + "\n");
  }

  /** Takes no more calls. */
  @Override
  public void close() {
    try {
      Files.writeString(calls(), END + "\n");
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
