package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.Image;
import org.tidemark.netbackup.doubles.JobResult;
import org.tidemark.netbackup.doubles.NetBackupDouble;
import org.tidemark.netbackup.doubles.Policy;
import org.tidemark.netbackup.doubles.ScheduleType;
import org.tidemark.netbackup.doubles.Trouble;

/**
 * A machine that the double of NetBackup saves: an ext4 with a tree, a daemon that follows it, and
 * the hooks as {@code tidemark netbackup install} writes them. Used by one thread.
 */
final class NetBackupSite implements AutoCloseable {
  static final String LISTS = "mail.lists";
  static final String NIGHTLY = "every-night";
  static final String FULLS = "mail";
  static final String WEEKLY = "weekly";
  static final String USERS = "mail-users";
  static final String ANY_TIME = "any-time";

  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64);
  private final Path folder;
  private final NetBackupDouble netbackup;
  private Daemon daemon;
  private int restores;

  /** What a command of ours did. */
  record Said(int code, String output) {
    Said orFail() {
      assertThat(code).as(output).isZero();
      return this;
    }
  }

  private NetBackupSite(Path folder, Behaviours behaviours, long seed) {
    this.folder = folder;
    netbackup =
        NetBackupDouble.in(folder, tree().top(), PathBytes.ofUtf8(state().toString()))
            .behaving(behaviours)
            .seed(seed)
            .start();
    netbackup.put(Policy.of(LISTS, NIGHTLY, ScheduleType.FULL).drivenByList());
    netbackup.put(Policy.of(FULLS, WEEKLY, ScheduleType.FULL).selecting(tree().top().latin1()));
    netbackup.put(Policy.of(USERS, ANY_TIME, ScheduleType.UBAK));
  }

  /** Starts the daemon; nothing is installed yet. */
  static NetBackupSite start(Path folder, Behaviours behaviours, long seed)
      throws IOException, TidemarkException {
    NetBackupSite site = new NetBackupSite(folder.toRealPath(), behaviours, seed);
    boolean done = false;
    try {
      site.writeLauncher();
      site.startDaemon();
      done = true;
      return site;
    } finally {
      if (!done) {
        site.close();
      }
    }
  }

  void startDaemon() throws IOException, TidemarkException {
    Path file = folder.resolve("tidemark.ini");
    Files.writeString(
        file,
        "[filesystem data]\npath = " + tree().top().latin1() + "\n",
        StandardCharsets.ISO_8859_1);
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    daemon =
        Daemon.start(
            new ConfigLoader()
                .load(
                    new Overrides(
                        state().toString(), file.toString(), List.of(), null, environment)));
  }

  void stopDaemon() {
    daemon.close();
    daemon = null;
  }

  /** What the hooks run: the runnable tree if there is one, since it starts faster. */
  private void writeLauncher() throws IOException {
    String built = System.getProperty("tidemark.launcher", "");
    String command =
        built.isEmpty()
            ? "LC_ALL=C.UTF-8 exec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp '"
                + System.getProperty("java.class.path")
                + "' org.tidemark.journal.cli.Main"
            : "exec '" + built + "'";
    Files.writeString(launcher(), "#!/bin/sh\n" + command + " \"$@\"\n");
    Programs.run("chmod", "755", launcher().toString()).orFail();
  }

  Path launcher() {
    return folder.resolve("tidemark");
  }

  /** {@code tidemark netbackup install} with the usual words and more. */
  Said install(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "install",
                "--policy",
                LISTS,
                "--schedule",
                NIGHTLY,
                "--base-policy",
                FULLS,
                "--base-schedule",
                WEEKLY,
                "--client",
                netbackup.client(),
                "--openv",
                netbackup.openv().directory().toString(),
                "--tidemark",
                launcher().toString(),
                "--no-timer"));
    words.addAll(List.of(more));
    return netbackupCommand(words);
  }

  /** One of our commands for NetBackup, in this process. */
  Said netbackupCommand(String... words) {
    return netbackupCommand(List.of(words));
  }

  private Said netbackupCommand(List<String> words) {
    List<String> all = new ArrayList<>(List.of("netbackup"));
    all.addAll(words);
    all.addAll(List.of("--state", state().toString()));
    return tidemark(all);
  }

  /** One of our commands, in this process. */
  Said tidemark(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Main.run(words, out, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Said(code, out.toString(StandardCharsets.ISO_8859_1));
  }

  /** {@code tidemark netbackup backup} for a policy and schedule: what users' backups are for. */
  Said userBackup(String policy, String schedule, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "backup",
                "--policy",
                policy,
                "--schedule",
                schedule,
                "--client",
                netbackup.client(),
                "--openv",
                netbackup.openv().directory().toString(),
                "--look",
                "2"));
    words.addAll(List.of(more));
    return netbackupCommand(words);
  }

  /** A true full, whose image becomes the base. */
  Image full() {
    JobResult job = netbackup.runOnce(FULLS, WEEKLY, Trouble.NONE);
    assertThat(job.image()).as(() -> explain()).isPresent();
    netbackupCommand("confirm").orFail();
    return job.image().orElseThrow();
  }

  JobResult nightly(Trouble... troubles) {
    return netbackup.run(LISTS, NIGHTLY, troubles);
  }

  NetBackupDouble netbackup() {
    return netbackup;
  }

  ByteTree tree() {
    return disk.tree();
  }

  Path folder() {
    return folder;
  }

  Path state() {
    return folder.resolve("state");
  }

  /** Another empty folder for a restore. */
  Path newRestore() {
    restores++;
    return folder.resolve("restored-" + restores);
  }

  /** The tree inside a restored one. */
  ByteTree restoredTree(Path restored) {
    return new ByteTree(
        PathBytes.ofUtf8(restored.toString()).resolve(tree().top().relativeTo(PathBytes.ROOT)));
  }

  /** What the hooks wrote down. */
  String hooksLog() {
    return text(state().resolve("netbackup/hooks.log"));
  }

  String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that both sides noted, for a failed assertion. */
  String explain() {
    return String.join("\n", netbackup.log())
        + "\n"
        + hooksLog()
        + "\n"
        + netbackupCommand("status").output();
  }

  @Override
  public void close() {
    netbackup.close();
    if (daemon != null) {
      stopDaemon();
    }
    disk.close();
  }
}
