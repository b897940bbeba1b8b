package org.tidemark.journal.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.KernelWithFaults;

/**
 * A machine whose /proc and /sys are made up: sound, until a test changes a file. Its mounts are
 * the real ones and one more line for each that a test adds; its kernel is the real one until a
 * fault is set.
 */
final class FakeSystem {
  final KernelWithFaults faults = new KernelWithFaults();
  private final Path folder;
  private final Path system;
  private final List<String> configuration = new ArrayList<>();
  private Instant now = Instant.now();

  FakeSystem(Path folder) throws IOException {
    this.folder = folder;
    this.system = folder.resolve("system");
    configuration.add("[journal]");
    configuration.add("min-free = 0");
    file("proc/self/mountinfo", Files.readString(Path.of("/proc/self/mountinfo")));
    file("proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
    file("proc/self/cgroup", "0::/\n");
    file("proc/locks", "");
    file("proc/sys/kernel/osrelease", "6.18.1-generic\n");
    file("proc/sys/vm/dirty_expire_centisecs", "3000\n");
    file("proc/sys/fs/fanotify/max_user_groups", "128\n");
    file("proc/sys/fs/fanotify/max_user_marks", "100000\n");
    file("proc/sys/fs/fanotify/max_queued_events", "16384\n");
    file("proc/sys/fs/inotify/max_user_watches", "1000000\n");
    file("proc/sys/fs/inotify/max_user_instances", "128\n");
    file("proc/sys/fs/inotify/max_queued_events", "1048576\n");
  }

  /** Writes a file, one byte per character. */
  FakeSystem file(String name, String text) throws IOException {
    Path file = system.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    return this;
  }

  /** Adds a line to mountinfo below the mount that covers the folder. */
  FakeSystem mounted(String type, String place, String source) throws IOException {
    Path table = system.resolve("proc/self/mountinfo");
    String text = Files.readString(table, StandardCharsets.ISO_8859_1);
    int parent = surroundings().mounts().covering(PathBytes.ofUtf8(place)).orElseThrow().id();
    int id = 900_000 + text.length();
    String line =
        id + " " + parent + " 0:999 / " + place + " rw - " + type + " " + source + " rw\n";
    Files.writeString(table, text + line, StandardCharsets.ISO_8859_1);
    return this;
  }

  FakeSystem at(Instant time) {
    now = time;
    return this;
  }

  FakeSystem minFree(String size) {
    configuration.set(1, "min-free = " + size);
    return this;
  }

  FakeSystem configured(String line) {
    configuration.add(line);
    return this;
  }

  FakeSystem watching(PathBytes path, String... more) {
    configuration.add("[filesystem data]");
    configuration.add("path = " + path.latin1());
    configuration.addAll(List.of(more));
    return this;
  }

  Path state() {
    return folder.resolve("state");
  }

  Surroundings surroundings() {
    Kernel kernel = faults.kernel();
    return new Surroundings(kernel, system, config(), now);
  }

  private JournalConfig config() {
    try {
      Path file = folder.resolve("tidemark.conf");
      Files.write(file, configuration, StandardCharsets.ISO_8859_1);
      return new ConfigLoader()
          .load(new Overrides(state().toString(), file.toString(), List.of(), null, Map.of()));
    } catch (IOException | TidemarkException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What one check finds. */
  List<Finding> findings(Check check) {
    return Doctor.findings(check, surroundings());
  }
}
