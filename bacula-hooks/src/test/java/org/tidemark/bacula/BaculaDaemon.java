package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tidemark.journal.testing.Eventually;

/** One of Bacula's daemons as a process. Used by one thread. */
final class BaculaDaemon implements AutoCloseable {
  private static final String LISTENING = "0A";

  private final String name;
  private final Process process;
  private final Path log;

  private BaculaDaemon(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it and waits until it takes connections.
   *
   * @param folder gets its configuration and what it says; {@code @W@} in the configuration
   * @param values what stands for what in the configuration
   * @param port on which it is going to listen
   */
  static BaculaDaemon start(
      BaculaPrograms programs,
      Place place,
      Path folder,
      String name,
      Map<String, String> values,
      String port)
      throws IOException {
    Path configuration = configure(folder, name + ".conf", values);
    Path log = folder.resolve(name + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(
            place.command(
                List.of(
                    programs.program(name).toString(),
                    "-f",
                    "-P",
                    "-c",
                    configuration.toString())));
    builder.environment().put("LD_LIBRARY_PATH", programs.libraryPath());
    // As on most machines: its regular expressions have characters then, not bytes.
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TIDEMARK_BACULA_SETTINGS", folder.resolve("bacula.env").toString());
    BaculaDaemon daemon =
        new BaculaDaemon(
            name, builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    daemon.awaitPort(Integer.parseInt(port));
    return daemon;
  }

  /** Writes a configuration from the template of that name. */
  static Path configure(Path folder, String name, Map<String, String> values) throws IOException {
    try (InputStream in = BaculaDaemon.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace(value.getKey(), value.getValue());
      }
      return Files.writeString(folder.resolve(name), text.replace("@W@", folder.toString()));
    }
  }

  private void awaitPort(int port) {
    Eventually.await(
        () -> name + " listens: " + said(),
        Eventually.PATIENCE,
        () -> listens(port) || !process.isAlive());
    assertThat(process.isAlive()).as(() -> name + ": " + said()).isTrue();
  }

  /**
   * By what the kernel shows of the process's own network, which may not be ours. Another program
   * may have the port: Bacula waits for it then.
   */
  private boolean listens(int port) {
    String suffix = String.format(":%04X", port);
    return text(Path.of("/proc/" + process.pid() + "/net/tcp"))
        .lines()
        .map(line -> line.trim().split(" +"))
        .filter(words -> words[1].endsWith(suffix) && words[3].equals(LISTENING))
        .anyMatch(words -> has("socket:[" + words[9] + "]"));
  }

  private boolean has(String socket) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return descriptors.anyMatch(each -> leadsTo(each, socket));
    } catch (IOException e) {
      return false;
    }
  }

  /** False for one that was closed meanwhile. */
  private static boolean leadsTo(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of its process, if nothing stands before its program. */
  long pid() {
    return process.pid();
  }

  private String said() {
    return text(log);
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    Eventually.await(name + " ends", () -> !process.isAlive());
  }
}
