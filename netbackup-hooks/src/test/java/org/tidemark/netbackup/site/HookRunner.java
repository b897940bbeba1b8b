package org.tidemark.netbackup.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tidemark.netbackup.site.HookText.Otherwise;

/**
 * A client's folder with a hook in it, which is run as bpbkar would run it: by a given shell, with
 * an environment that holds only what the test says. In place of the command {@code tidemark} a
 * small script writes down how it was called.
 */
final class HookRunner {
  static final Duration DEADLINE = Duration.ofMinutes(3);

  /**
   * How a hook ended.
   *
   * @param printed to its descriptors 1 and 2
   */
  record Ended(int exit, String printed) {}

  final Openv openv;
  final Path state;
  final Path tidemark;
  final Path calls;
  private final Path top;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> wrapper = new ArrayList<>();

  HookRunner(Path top) throws IOException {
    this.top = top;
    openv = new Openv(top.resolve("open v's"));
    state = top.resolve("state $HOME `x`");
    tidemark = top.resolve("tide mark");
    calls = top.resolve("calls");
    Files.createDirectories(openv.netbackup().resolve("bin"));
    Files.createDirectories(state.resolve("netbackup"));
    helper("exit 0");
  }

  /** What the command does after it has written down its arguments and its environment. */
  void helper(String then) throws IOException {
    String script =
        "#!/bin/sh\nfor each; do printf '%s\\n' \"$each\"; done >>'"
            + calls
            + "'\nenv >>'"
            + calls
            + ".env'\n";
    executable(tidemark, script + then + "\n");
  }

  /** A hook of the site, which writes down that it ran and with what. */
  void siteHook(String name, String then) throws IOException {
    String said = "printf '%s\\n' \"${0##*/}: $*\" >>'" + calls + "'\n";
    executable(
        openv.netbackup().resolve("bin").resolve(name),
        "#!/bin/sh\necho to stdout\necho to stderr >&2\n" + said + then + "\n");
  }

  static void executable(Path place, String script) throws IOException {
    Files.writeString(place, script, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  HookText text() {
    return new HookText(openv, state, tidemark, top.resolve("java"));
  }

  Path start(String policy, String schedule, Otherwise otherwise) throws IOException {
    Path place = openv.startHook(policy, schedule);
    install(place, text().start(policy, schedule, DEADLINE, otherwise));
    return place;
  }

  Path end(String policy, String schedule) throws IOException {
    Path place = openv.endHook(policy, schedule);
    install(place, text().end(policy, schedule));
    return place;
  }

  private static void install(Path place, String text) throws IOException {
    Files.writeString(place, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The hook waits for the command no longer than a second, and kills it a second later. */
  static void hurry(Path hook) throws IOException {
    String text = Files.readString(hook, StandardCharsets.ISO_8859_1);
    String hurried = text.replaceAll("deadline='\\d+'", "deadline='1'").replace("-k 10", "-k 1");
    Files.writeString(hook, hurried, StandardCharsets.ISO_8859_1);
  }

  HookRunner with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A program that becomes the hook, such as {@code unshare}. */
  HookRunner through(String... words) {
    wrapper.addAll(List.of(words));
    return this;
  }

  Ended run(String shell, Path hook, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(wrapper);
    line.add(shell);
    line.add(hook.toString());
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(top.toFile());
    builder.redirectErrorStream(true).environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the hook did not end");
    }
    return new Ended(process.exitValue(), printed);
  }

  /** Everything that was called, in order; a line for each word. */
  List<String> called() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  List<String> environmentOfHelper() throws IOException {
    return Files.readAllLines(Path.of(calls + ".env"));
  }

  String log() throws IOException {
    Path log = state.resolve("netbackup/hooks.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
