package org.tidemark.bacula;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.RetentionCaps;
import org.tidemark.journal.store.RetentionResult;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Invocation;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * A tree with a daemon that follows it, and what Bacula would run for jobs of the name Mail. Used
 * by one thread.
 */
final class HookedTree implements AutoCloseable {
  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
  private final JournalConfig config;
  private Daemon daemon;

  private HookedTree(Path folder) throws IOException, TidemarkException {
    Path file = folder.resolve("tidemark.ini");
    String lines = "[filesystem data]\npath = " + tree().top().latin1() + "\n";
    Files.writeString(file, lines, StandardCharsets.ISO_8859_1);
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    String state = folder.resolve("state").toString();
    config =
        new ConfigLoader()
            .load(new Overrides(state, file.toString(), List.of(), null, environment));
  }

  /** Its daemon runs. */
  static HookedTree start(Path folder) throws IOException, TidemarkException {
    HookedTree made = new HookedTree(folder);
    boolean done = false;
    try {
      made.daemon = Daemon.start(made.config);
      done = true;
      return made;
    } finally {
      if (!done) {
        made.close();
      }
    }
  }

  ByteTree tree() {
    return disk.tree();
  }

  /** Unique and in their order, as Bacula makes them. */
  static String job(int number) {
    return String.format("Mail.2026-01-%02d_02.00.00_07", number);
  }

  JobRecords records() {
    return new JobRecords(config.state(), new ConsumerName("bacula:Mail"));
  }

  /**
   * One block of a job's FileSet.
   *
   * @param words after those that each block has; of a word that comes twice the last one counts
   */
  Invocation block(String kind, int job, String level, String... words) {
    List<String> all = new ArrayList<>(List.of("bacula", "fileset", "kind=" + kind, "rootset=1"));
    all.addAll(List.of("refresh=yes", "jobid=7", "job=" + job(job), "level=" + level));
    all.addAll(List.of(words));
    return call(all);
  }

  /** The objects of a job that builds on an earlier one; none for 0. */
  Invocation objects(int job, String level, int previous, String... words) {
    List<String> all = new ArrayList<>(List.of("prev=" + (previous == 0 ? "" : job(previous))));
    all.addAll(Arrays.asList(words));
    return block("objects", job, level, all.toArray(String[]::new));
  }

  /** The script that prints the warnings of a job into Bacula's log. */
  Invocation window(int job) {
    return call(List.of("bacula", "window", "jobid=7", "job=" + job(job)));
  }

  /** Any command, of this daemon. */
  Invocation call(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--state", config.state().toString()));
    return Invocation.of(all.toArray(String[]::new));
  }

  /** As where the state disk was full: no earlier job is a base any more. */
  void forgetHistory() throws IOException, TidemarkException {
    daemon.close();
    daemon = null;
    RetentionCaps nothingFits = new RetentionCaps(Long.MAX_VALUE / 4, 0, 0, Long.MAX_VALUE / 4);
    byte[] state = config.state().toRealPath().toString().getBytes(StandardCharsets.UTF_8);
    Path run = config.run().resolve(UUID.nameUUIDFromBytes(state).toString());
    try (SqliteJournalStore store = SqliteJournalStore.open(config.state(), run)) {
      RetentionResult unused = store.retain(nothingFits, System.currentTimeMillis());
    }
    daemon = Daemon.start(config);
    new HookedDaemon(config.state()).awaitFollowing();
  }

  @Override
  public void close() {
    if (daemon != null) {
      daemon.close();
    }
    disk.close();
  }
}
