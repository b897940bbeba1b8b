package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.client.ConsumerInfo;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.lists.ListPair;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.ReadOrder;

/**
 * A client of NetBackup: an ext4 with a tree, a daemon that follows it, NetBackup's folder, and a
 * catalogue that the test fills. Used by one thread.
 */
final class HookSite implements AutoCloseable {
  static final String CLIENT = "client.example";
  static final String POLICY = "mail lists";
  static final String SCHEDULE = "every.night";
  static final String BASE = "mail full";
  static final String WEEKLY = "weekly";

  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64);
  private final Path folder;
  private final List<String> configuration = new ArrayList<>();
  private final List<Image> images = new ArrayList<>();
  private Daemon daemon;
  private Installation installation;

  private HookSite(Path folder, String... more) throws IOException {
    this.folder = folder.toRealPath();
    configuration.addAll(List.of(more));
    configuration.add("[filesystem data]");
    configuration.add("path = " + tree().top().latin1());
  }

  /**
   * Starts the daemon.
   *
   * @param configuration lines before those of the watched tree
   */
  static HookSite start(Path folder, String... configuration)
      throws IOException, TidemarkException {
    HookSite site = new HookSite(folder, configuration);
    boolean done = false;
    try {
      site.startDaemon();
      site.install(site.usual());
      done = true;
      return site;
    } finally {
      if (!done) {
        site.close();
      }
    }
  }

  /** A line for the watched tree, from the next start of the daemon on. */
  HookSite exclude(String pattern) {
    configuration.add("exclude = " + pattern);
    return this;
  }

  void startDaemon() throws TidemarkException, IOException {
    Path file = folder.resolve("tidemark.ini");
    Files.write(file, configuration, StandardCharsets.ISO_8859_1);
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

  /** Incremental, read order unknown. */
  Installation usual() throws IOException {
    Openv openv = new Openv(folder.resolve("openv"));
    Files.createDirectories(openv.netbackup());
    return Installation.of(openv, POLICY, SCHEDULE, Level.INCREMENTAL, BASE, WEEKLY)
        .withLimits(Duration.ofSeconds(20), 1000, 100);
  }

  void install(Installation other) throws TidemarkException {
    installation = other;
    Installations.in(state()).save(other);
  }

  /** As {@link #usual}, bpbkar being known to read its lists after the hook. */
  HookSite readingLate() throws TidemarkException {
    install(installation.withReads(ReadOrder.LATE));
    return this;
  }

  Installation installation() {
    return installation;
  }

  Path state() {
    return folder.resolve("state");
  }

  ByteTree tree() {
    return disk.tree();
  }

  ScratchFilesystem disk() {
    return disk;
  }

  Surroundings surroundings() {
    return Surroundings.of(state(), () -> SocketJournalClient.connect(state()), new NativeKernel());
  }

  SocketJournalClient client() throws TidemarkException {
    return SocketJournalClient.connect(state());
  }

  // --- what NetBackup does ----------------------------------------------------------------------

  /** A backup of one stream whose hooks are told its image. */
  JobFacts job(long time) {
    return new JobFacts(0, 1, false, CLIENT + "_" + time, time);
  }

  Outcome start(JobFacts job) throws TidemarkException {
    return start("FULL", job);
  }

  Outcome start(String type, JobFacts job) throws TidemarkException {
    return new StartHook(surroundings())
        .run(new StartCall(CLIENT, POLICY, SCHEDULE, type, job, afterTheList()));
  }

  /**
   * When bpbkar began: not in the very millisecond in which the list came into its place, for then
   * it may have read the one before.
   */
  private long afterTheList() throws TidemarkException {
    long placed =
        ledger().generations().stream().mapToLong(Generation::placedMillis).max().orElse(0);
    Eventually.await("the next millisecond", () -> System.currentTimeMillis() > placed);
    return System.currentTimeMillis();
  }

  void end(JobFacts job, int status) throws TidemarkException {
    new EndHook(surroundings())
        .run(new EndHook.EndCall(CLIENT, POLICY, SCHEDULE, "FULL", status, job));
  }

  Outcome startFull(JobFacts job) throws TidemarkException {
    long now = System.currentTimeMillis();
    return new StartHook(surroundings()).run(new StartCall(CLIENT, BASE, WEEKLY, "FULL", job, now));
  }

  void endFull(JobFacts job, int status) throws TidemarkException {
    new EndHook(surroundings()).run(new EndHook.EndCall(CLIENT, BASE, WEEKLY, "FULL", status, job));
  }

  /** The image of a list's job is in the catalogue now. */
  void written(JobFacts job) {
    images.add(
        new Image(job.backupId(), CLIENT, POLICY, SCHEDULE, Image.Type.FULL, job.backupTime(), 1));
  }

  void writtenFull(JobFacts job) {
    images.add(
        new Image(job.backupId(), CLIENT, BASE, WEEKLY, Image.Type.FULL, job.backupTime(), 1));
  }

  List<String> confirm() throws TidemarkException {
    return new Confirmation(surroundings())
        .byImages(
            installation,
            (client, policy, since) ->
                images.stream()
                    .filter(each -> each.policy().equals(policy) && each.time() >= since)
                    .toList());
  }

  Outcome refresh() throws TidemarkException {
    return new Refresh(surroundings()).run(installation);
  }

  /** A true full that ends well and is confirmed: there is a base. */
  void full(long time) throws TidemarkException {
    JobFacts job = job(time);
    assertThat(startFull(job).proceeds()).isTrue();
    endFull(job, 0);
    writtenFull(job);
    confirm();
    assertThat(base()).isPresent();
  }

  /** A whole backup by list that ends well, and its confirmation. */
  void backup(long time) throws TidemarkException {
    JobFacts job = job(time);
    Outcome outcome = start(job);
    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    end(job, 0);
    written(job);
    confirm();
  }

  // --- what is there afterwards -----------------------------------------------------------------

  /** The entries in place below the tree, relative to it; "" for the tree itself. */
  List<String> listed() {
    return entries().stream()
        .filter(path -> path.isUnder(tree().top()))
        .map(path -> latin1(path.relativeTo(tree().top())))
        .toList();
  }

  private static String latin1(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** All entries in place. */
  List<PathBytes> entries() {
    try {
      return ListPair.read(include());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path include() {
    return installation.openv().includeList(POLICY, SCHEDULE);
  }

  Ledger ledger() throws TidemarkException {
    return LedgerFile.read(workplace().folder());
  }

  Workplace workplace() {
    return new Workplace(state(), installation);
  }

  Run lastRun() throws TidemarkException {
    return ledger().run(ledger().lastRun()).orElseThrow();
  }

  Run run(long number) throws TidemarkException {
    return ledger().run(number).orElseThrow();
  }

  /** The incremental base of the consumer, if there is one. */
  Optional<String> base() throws TidemarkException {
    return client().consumers().stream()
        .filter(each -> each.name().equals(installation.consumer().text()))
        .map(ConsumerInfo::incrementalBase)
        .filter(base -> !base.isEmpty())
        .findFirst();
  }

  long baseSequence() throws TidemarkException {
    String base = base().orElseThrow();
    return Long.parseLong(base.substring(base.indexOf(':') + 1));
  }

  WindowInfo windowOf(long generation) throws TidemarkException {
    long window = ledger().generation(generation).orElseThrow().window();
    return client().show(window).orElseThrow();
  }

  String log() {
    Path file = state().resolve("netbackup").resolve("hooks.log");
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (daemon != null) {
      stopDaemon();
    }
    disk.close();
  }
}
