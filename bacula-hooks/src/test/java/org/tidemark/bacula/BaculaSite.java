package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * A machine that Bacula saves: an ext4 with a tree, a Tidemark daemon that follows it, and Bacula
 * with the configuration that {@code tidemark bacula config} prints. Used by one thread.
 */
final class BaculaSite implements AutoCloseable {
  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64);
  private final Path folder;
  private final Path configuration;
  private final ByteTree tree;
  private final HookHome home;
  private Daemon daemon;
  private ResidentCommands commands;
  private LiveBacula bacula;
  private Director director;

  private BaculaSite(Path folder, List<String> exclusions) throws IOException {
    this.folder = folder;
    home = new HookHome(folder, state());
    tree = disk.tree();
    configuration = folder.resolve("tidemark.ini");
    List<String> lines = new ArrayList<>();
    exclusions.forEach(pattern -> lines.add("exclude = " + pattern));
    configure(lines.toArray(String[]::new));
  }

  /**
   * From its next start on the daemon has this configuration.
   *
   * @param more lines for the tree, and what follows it
   */
  void configure(String... more) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("[filesystem data]");
    lines.add("path = " + tree.top().latin1());
    lines.addAll(List.of(more));
    Files.write(configuration, lines, StandardCharsets.ISO_8859_1);
  }

  /**
   * Starts everything.
   *
   * @param moreJobs added to the Director's configuration
   * @param exclusions of the watched tree
   */
  static BaculaSite start(Path folder, String moreJobs, String... exclusions)
      throws IOException, TidemarkException {
    BaculaSite site = new BaculaSite(folder, List.of(exclusions));
    boolean done = false;
    try {
      site.startDaemon();
      site.commands = ResidentCommands.start(folder.resolve("commands"), site.state());
      HookHome unused = site.home.install(site.commands.script());
      site.configureBacula(moreJobs);
      site.startBacula();
      done = true;
      return site;
    } finally {
      if (!done) {
        site.close();
      }
    }
  }

  /** One more job of the same FileSet. */
  static String job(String name, String... directives) {
    return "Job {\n  Name = "
        + name
        + "\n  JobDefs = Tidemark\n  Level = Incremental\n  Client = t-fd\n  Storage = S1\n"
        + "  Pool = Inc\n  Messages = Std\n"
        + String.join("\n", directives)
        + "\n}\n";
  }

  void startDaemon() throws TidemarkException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    daemon =
        Daemon.start(
            new ConfigLoader()
                .load(
                    new Overrides(
                        state().toString(),
                        configuration.toString(),
                        List.of(),
                        null,
                        environment)));
  }

  void stopDaemon() {
    daemon.close();
    daemon = null;
  }

  private void configureBacula(String moreJobs) throws IOException {
    Files.writeString(folder.resolve("tidemark.conf"), config("fileset") + config("job"));
    Files.writeString(folder.resolve("tidemark-client.conf"), config("client"));
    addJobs(moreJobs);
  }

  private void addJobs(String jobs) throws IOException {
    Files.writeString(folder.resolve("more-jobs.conf"), jobs);
  }

  /** Gives the Director other jobs, in place of those that it was started with. */
  void reload(String moreJobs) throws IOException {
    addJobs(moreJobs);
    assertThat(director.console("reload")).doesNotContainIgnoringCase("error");
  }

  private void startBacula() throws IOException {
    BaculaPrograms programs = BaculaPrograms.find().orElseThrow();
    LiveBacula.Client client = new LiveBacula.Client("t-fd", Place.HERE, LiveBacula.freePort());
    bacula = new LiveBacula(programs, Place.HERE, folder, client);
    bacula.startClient(client, folder);
    director = bacula.start();
  }

  private String config(String part) {
    return tidemark("bacula", "config", "--part", part, "--hook", hook().toString());
  }

  /** What a command printed that succeeded. */
  String tidemark(String... arguments) {
    return new HookedDaemon(state()).print(arguments);
  }

  /** Waits until nothing is left to be found out about times in which no daemon ran. */
  void awaitReconciled() {
    new HookedDaemon(state()).awaitReconciled();
  }

  Path state() {
    return folder.resolve("state");
  }

  Path hook() {
    return home.hook();
  }

  /** All that the hook wrote into its log. */
  String hookSaid() {
    return home.said();
  }

  /** The tree that is watched and saved. */
  ByteTree tree() {
    return tree;
  }

  Director bacula() {
    return director;
  }

  /** The process of the file daemon. */
  long fileDaemon() {
    return bacula.clientPid();
  }

  Restores restores() {
    return new Restores(director, "t-fd", "Tidemark");
  }

  /** The tree as a restore of the newest state brings it. */
  ByteTree restored() {
    return exactRestore().within(restores().newest());
  }

  ExactRestore exactRestore() {
    return new ExactRestore(restores(), state(), tree.top());
  }

  /** What a job saved of the tree, relative to it and sorted, each as often as it was saved. */
  List<String> saved(JobRow job) {
    String top = tree.top().latin1() + "/";
    return director.saved(job).stream()
        .filter(name -> name.startsWith(top))
        .map(name -> name.substring(top.length()))
        .sorted()
        .toList();
  }

  /** What all went wrong, for a failed assertion. */
  String explain(JobRow job) {
    return job + "\n" + director.log(job) + "\n" + hookSaid();
  }

  /** A run of job B that must end well. */
  JobRow good(String level) {
    JobRow job = director.run(level);
    assertThat(job.isGood()).as(() -> explain(job)).isTrue();
    return job;
  }

  @Override
  public void close() {
    if (bacula != null) {
      bacula.close();
    }
    if (commands != null) {
      commands.close();
    }
    if (daemon != null) {
      stopDaemon();
    }
    disk.close();
  }
}
