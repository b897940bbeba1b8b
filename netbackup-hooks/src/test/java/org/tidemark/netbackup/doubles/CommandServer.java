package org.tidemark.netbackup.doubles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.tidemark.journal.testing.Programs;

/**
 * Answers the small programs that stand for NetBackup's commands in the double's folder. They speak
 * through named pipes: a folder for each call, its name through one pipe to here. One thread waits,
 * others answer.
 */
final class CommandServer implements AutoCloseable {
  /** What one of the commands does. */
  @FunctionalInterface
  interface Command {
    /**
     * @param words the command line without its name, one character per byte
     * @param user who called it
     */
    Reply run(List<String> words, long user) throws Words.InvalidParameterException;
  }

  private static final String STOP = ".";

  private final Path calls;
  private final Map<String, Command> commands;
  private final JobLog log;
  private final RandomAccessFile requests;
  private final ExecutorService answers = Executors.newCachedThreadPool();

  private CommandServer(Path calls, Map<String, Command> commands, JobLog log) throws IOException {
    this.calls = calls;
    this.commands = Map.copyOf(commands);
    this.log = log;
    // Opened for both, so that it never ends for want of writers.
    this.requests = new RandomAccessFile(calls.resolve("requests").toFile(), "rw");
  }

  /** Makes the pipe and begins to answer; {@link #install} then makes the programs. */
  static CommandServer start(Path calls, Map<String, Command> commands, JobLog log)
      throws IOException {
    Files.createDirectories(calls);
    Programs.run("chmod", "1777", calls.toString()).orFail();
    Programs.run("mkfifo", "-m", "666", calls.resolve("requests").toString()).orFail();
    CommandServer server = new CommandServer(calls, commands, log);
    Thread thread = new Thread(server::serve, "netbackup-commands");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  void install(Path folder, String name) throws IOException {
    try (InputStream in = CommandServer.class.getResourceAsStream("command.sh")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Path program = folder.resolve(name);
      Files.writeString(program, text.replace("@NAME@", name).replace("@CALLS@", calls.toString()));
      Programs.run("chmod", "755", program.toString()).orFail();
    }
  }

  private void serve() {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(requests.getChannel()), StandardCharsets.ISO_8859_1));
    try {
      String call = lines.readLine();
      while (call != null && !call.equals(STOP)) {
        Path folder = calls.resolve(call);
        answers.execute(() -> answer(folder));
        call = lines.readLine();
      }
    } catch (IOException e) {
      log.note("the commands are answered no more: " + e);
    }
  }

  private void answer(Path folder) {
    try {
      List<String> from = Files.readAllLines(folder.resolve("from"));
      List<String> words =
          split(Files.readString(folder.resolve("words"), StandardCharsets.ISO_8859_1));
      log.note("command: " + from.get(0) + " " + String.join(" ", words));
      Reply reply = reply(from.get(0), words, Long.parseLong(from.get(1)));
      log.note("command: " + from.get(0) + " ended with " + reply.code());
      Files.writeString(
          folder.resolve("answer"),
          reply.code() + "\n" + reply.output(),
          StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply reply(String name, List<String> words, long user) {
    try {
      return commands.get(name).run(words, user);
    } catch (Words.InvalidParameterException e) {
      log.violation(name + " was called wrongly: " + e.getMessage());
      return new Reply(20, e.getMessage() + "\n");
    } catch (RuntimeException | AssertionError e) {
      log.violation(name + " " + words + " failed in the double: " + e);
      return new Reply(23, "EXIT STATUS 23: socket read failed\n");
    }
  }

  private static List<String> split(String words) {
    return Stream.of(words.split("\0", -1))
        .limit(words.chars().filter(c -> c == 0).count())
        .toList();
  }

  @Override
  public void close() {
    try {
      requests.write((STOP + "\n").getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers.shutdownNow();
  }
}
