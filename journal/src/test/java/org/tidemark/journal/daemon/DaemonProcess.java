package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.testing.Eventually;

/** {@code tidemark daemon} (or any other command) as a process of its own. Not thread-safe. */
final class DaemonProcess implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final Path output;

  private DaemonProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts a command.
   *
   * @param folder gets its run folder and what it prints
   */
  static DaemonProcess start(Path folder, String... arguments) throws IOException {
    return startUnder(List.of(), folder, arguments);
  }

  /**
   * As {@link #start}, by another program that becomes it or traces it.
   *
   * @param wrapper that program and its arguments
   */
  static DaemonProcess startUnder(List<String> wrapper, Path folder, String... arguments)
      throws IOException {
    return launch("org.tidemark.journal.cli.Main", wrapper, folder, List.of(arguments));
  }

  /** A daemon to which trees as young as a test's are old; by another program as above. */
  static DaemonProcess startOfShortMargin(
      List<String> wrapper, Path folder, Path state, String watched) throws IOException {
    List<String> arguments = List.of("--state", state.toString(), "--watch", watched);
    return launch(DaemonOfShortMargin.class.getName(), wrapper, folder, arguments);
  }

  private static DaemonProcess launch(
      String main, List<String> wrapper, Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx192m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    Path output = Files.createTempFile(folder, "process", ".out");
    Path errors = Files.createTempFile(folder, "process", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    builder.environment().remove("TIDEMARK_STATE");
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    return new DaemonProcess(builder.start(), output, errors);
  }

  /** Starts a daemon and waits until it answers. */
  static DaemonProcess answering(Path folder, Path state, String... arguments) throws IOException {
    return answeringUnder(List.of(), folder, state, arguments);
  }

  /** As {@link #answering}, by another program as in {@link #startUnder}. */
  static DaemonProcess answeringUnder(
      List<String> wrapper, Path folder, Path state, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("daemon", "--state", state.toString()));
    all.addAll(List.of(arguments));
    return startUnder(wrapper, folder, all.toArray(String[]::new)).awaitAnswer(state);
  }

  /** Waits until the daemon of that state answers. */
  DaemonProcess awaitAnswer(Path state) {
    Tidemark tidemark = new Tidemark(state);
    Eventually.await(
        () -> "the daemon answers: " + errors(),
        Eventually.PATIENCE,
        () -> !process.isAlive() || tidemark.run("status").exit() == 0);
    assertThat(process.isAlive()).as("alive: %s", errors()).isTrue();
    return this;
  }

  /** Waits for its own end. */
  Answer ended() throws InterruptedException {
    assertThat(process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("it ended: %s", errors())
        .isTrue();
    return new Answer(process.exitValue(), text(output), errors());
  }

  /** SIGTERM, and its end. */
  Answer terminated() throws InterruptedException {
    process.destroy();
    return ended();
  }

  /** SIGKILL, and its end. */
  Answer killed() throws InterruptedException {
    process.destroyForcibly();
    return ended();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Process process() {
    return process;
  }

  String errors() {
    return text(errors);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
