package org.tidemark.bacula;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.testing.Programs;

/**
 * The distribution's script for Bacula, installed in a folder of its own, with its settings.
 *
 * @param folder where {@code bacula.env} lies
 * @param state of the daemon that it asks
 */
record HookHome(Path folder, Path state) {
  /**
   * Installs it.
   *
   * @param launcher text of {@code bin/tidemark}
   */
  HookHome install(String launcher) throws IOException {
    for (Path part : new Path[] {hook(), program()}) {
      Files.createDirectories(part.getParent());
    }
    Path text = Files.writeString(folder.resolve("launcher"), launcher);
    install(Path.of("../dist/src/dist/hooks/bacula"), hook());
    install(text, program());
    Files.writeString(
        folder.resolve("bacula.env"),
        "TIDEMARK_STATE='" + state + "'\nTIDEMARK_BACULA_LOG='" + log() + "'\n");
    return this;
  }

  /**
   * By another process: what is open for writing here, or in a child just forked, cannot be run.
   */
  private static void install(Path from, Path to) {
    Programs.run("install", "-m", "755", from.toString(), to.toString()).orFail();
  }

  /** A launcher that starts a JVM: that of the runnable tree if there is one. */
  static String launcher() {
    String built = System.getProperty("tidemark.launcher", "");
    String start =
        built.isEmpty()
            ? "LC_ALL=C.UTF-8 exec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $TIDEMARK_JAVA_OPTS -cp '"
                + System.getProperty("java.class.path")
                + "' org.tidemark.journal.cli.Main"
            : "exec '" + built + "'";
    return "#!/bin/sh\n" + start + " \"$@\"\n";
  }

  Path program() {
    return folder.resolve("home/bin/tidemark");
  }

  Path hook() {
    return folder.resolve("home/hooks/bacula");
  }

  private Path log() {
    return folder.resolve("hook.log");
  }

  /** All that the hook wrote into its log. */
  String said() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
