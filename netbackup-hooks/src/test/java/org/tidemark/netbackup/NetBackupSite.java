package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** In the tree: where the second filesystem is mounted, if there is one. */
  static final String SECOND = "second";

  /** A second more than hooks allow for, since the system counts a process's start from its own. */
  private static final Duration BPBKAR_UNCERTAIN = Duration.ofSeconds(6);

  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64);
  private final Optional<ScratchFilesystem> second;
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

  private NetBackupSite(
      Path folder, Behaviours behaviours, long seed, Optional<ScratchFilesystem> second) {
    this.folder = folder;
    this.second = second;
    if (second.isPresent()) {
      tree().mkdir(SECOND);
      second.get().mountAlsoAt(tree().path(SECOND));
    }
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
    return started(new NetBackupSite(folder.toRealPath(), behaviours, seed, Optional.empty()));
  }

  /** As {@link #start}; a second filesystem, watched for itself, is mounted in the tree. */
  static NetBackupSite startWithTwo(Path folder, Behaviours behaviours, long seed)
      throws IOException, TidemarkException {
    Optional<ScratchFilesystem> more =
        Optional.of(ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64));
    return started(new NetBackupSite(folder.toRealPath(), behaviours, seed, more));
  }

  private static NetBackupSite started(NetBackupSite site) throws IOException, TidemarkException {
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
    String more =
        second.isPresent()
            ? "[filesystem more]\npath = " + tree().path(SECOND).latin1() + "\n"
            : "";
    Files.writeString(
        file,
        "[filesystem data]\npath = " + tree().top().latin1() + "\n" + more,
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

  /** As {@link #nightly}, with data streams that run at the same time. */
  List<JobResult> nightlyStreams(List<List<Trouble>> troubles) {
    return netbackup.runStreams(LISTS, NIGHTLY, troubles);
  }

  /**
   * Lets runs be from the night before: streams that came alone, since the other one was tried
   * again, would otherwise be followed by those of the next job, and so on for ever.
   */
  void passANight() {
    try (Stream<Path> folders = Files.list(state().resolve("netbackup"))) {
      folders
          .map(each -> each.resolve("runs.json"))
          .filter(Files::exists)
          .forEach(NetBackupSite::age);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void age(Path ledger) {
    try {
      JsonObject all = JsonParser.parseString(Files.readString(ledger)).getAsJsonObject();
      for (JsonElement each : all.getAsJsonArray("runs")) {
        JsonObject run = each.getAsJsonObject();
        long started = run.get("startedMillis").getAsLong();
        run.addProperty("startedMillis", started - Duration.ofHours(24).toMillis());
      }
      Files.writeString(ledger, all.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives the policy with lists two data streams, before it is installed.
   *
   * @param apart whether each saves a filesystem, or both all of the list
   */
  void allowStreams(boolean apart) {
    String state = state().toString();
    List<String> first = apart ? List.of(tree().path("work").latin1(), state) : List.of("/");
    List<String> other = apart ? List.of(tree().path(SECOND).latin1(), state) : List.of("/");
    netbackup.put(
        Policy.of(LISTS, NIGHTLY, ScheduleType.FULL)
            .withStreams(List.of(first, other))
            .drivenByList());
  }

  private JsonObject installation() {
    return JsonParser.parseString(netbackupCommand("status", "--json").orFail().output())
        .getAsJsonObject()
        .getAsJsonArray("installations")
        .get(0)
        .getAsJsonObject();
  }

  /** The image that is the base; of tries that failed, a later one may have taken the place. */
  Optional<Image> confirmedFull() {
    String id = "";
    for (JsonElement each : installation().getAsJsonArray("runs")) {
      JsonObject run = each.getAsJsonObject();
      boolean isBase =
          run.get("kind").getAsString().equals("full")
              && run.get("state").getAsString().equals("confirmed")
              && run.get("commits").getAsLong() > 0;
      id =
          isBase
              ? run.getAsJsonArray("streams").get(0).getAsJsonObject().get("image").getAsString()
              : id;
    }
    String newest = id;
    return netbackup.catalogue().images(image -> image.id().equals(newest)).stream().findFirst();
  }

  /** Whether a hook would know that a bpbkar which begins now has read the list in place. */
  boolean isListReadForSure() {
    JsonElement placed = installation().get("placed");
    return placed == null
        || Instant.parse(placed.getAsString()).isBefore(Instant.now().minus(BPBKAR_UNCERTAIN));
  }

  NetBackupDouble netbackup() {
    return netbackup;
  }

  ByteTree tree() {
    return disk.tree();
  }

  ScratchFilesystem disk() {
    return disk;
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
    second.ifPresent(ScratchFilesystem::close);
    disk.close();
  }
}
