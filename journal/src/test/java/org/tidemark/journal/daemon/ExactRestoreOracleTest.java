package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.list.JsonListReader;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ProductArchive;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;

/**
 * Hazards 13, 14 and 15 against the truth: after seeded random work, backed up by windows of all
 * levels, each state that was backed up at rest is restored as a product restores it and made exact
 * by {@code restore-clean}; then it must equal the copy made at that time in everything.
 *
 * <p>{@code -Dtidemark.seed=N} replays, {@code -Dtidemark.long=true} takes longer.
 */
class ExactRestoreOracleTest {
  private static final boolean LONG = Boolean.getBoolean("tidemark.long");
  private static final int WINDOWS = LONG ? 60 : 9;
  private static final int OPERATIONS = LONG ? 400 : 150;
  private static final ConsumerName CONSUMER = new ConsumerName("oracle:job");

  @TempDir private Path folder;

  private final List<Taken> taken = new ArrayList<>();
  private ByteTree top;
  private ByteTree source;
  private ProductArchive archive;
  private Random random;

  /**
   * One backup.
   *
   * @param reference a copy of the tree; null if it was not at rest
   */
  private record Taken(
      Level level, ProductArchive.Job job, Path manifest, Instant made, ByteTree reference) {
    boolean isInDoubt() {
      try {
        return Files.readString(manifest, StandardCharsets.US_ASCII).contains("\n{\"unknown\":");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How a restored tree was made exact. */
  private enum Cleaned {
    AS_A_WHOLE,
    WITH_NAMES_RESTORED_AGAIN,
    /** A manifest of the chain does not vouch for some of it, so that what is there stays there. */
    AS_FAR_AS_IS_KNOWN
  }

  @ParameterizedTest
  @ValueSource(strings = {"fanotify", "inotify"})
  void everyStateComesBackAsItWas(String events) throws Exception {
    long seed = Workload.newSeed();
    random = new Random(seed);
    try (ScratchFilesystem filesystem =
            ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, LONG ? 1024 : 256);
        RunningDaemon daemon = new RunningDaemon(folder)) {
      prepare(filesystem);
      Workload.Options options =
          Workload.Options.everything().withoutLongMappings().withMaxNames(250);
      Workload.Links links = events.equals("fanotify") ? Workload.Links.ALL : Workload.Links.QUIET;
      try (Workload workload = new Workload(source, seed, options.withLinks(links))) {
        System.out.println("exact restores: " + workload);
        workload.run(OPERATIONS);
        workload.barrier();
        daemon.configured(
            "[journal]", "source = " + events, "[filesystem data]", "path = " + source.top());
        for (int window = 0; window < WINDOWS; window++) {
          backUp(daemon, workload, window);
          workload.run(OPERATIONS);
          workload.barrier();
        }
        backUpAtRest(daemon, Level.INCREMENTAL);
        judgeAll(workload, daemon);
      }
    }
  }

  private void prepare(ScratchFilesystem filesystem) {
    top = filesystem.tree();
    top.mkdir("source");
    top.mkdir("references");
    top.mkdir("restored");
    source = new ByteTree(top.path("source"));
    archive = new ProductArchive(source);
  }

  private Level level(int window) {
    int lot = window == 0 ? 0 : random.nextInt(12);
    return lot == 0 ? Level.FULL : lot < 4 ? Level.CUMULATIVE : Level.INCREMENTAL;
  }

  /** Some backups are made while work goes on between the list and the reading of files. */
  private void backUp(RunningDaemon daemon, Workload workload, int window) throws Exception {
    if (window > 0 && random.nextInt(3) == 0) {
      String id = open(daemon, Level.INCREMENTAL);
      List<Entry> list = list(daemon, id);
      workload.run(20);
      workload.barrier();
      keep(daemon, id, Level.INCREMENTAL, archive.save(list), null);
    } else {
      backUpAtRest(daemon, level(window));
    }
  }

  private void backUpAtRest(RunningDaemon daemon, Level level) throws Exception {
    String id = open(daemon, level);
    List<Entry> list = list(daemon, id);
    ProductArchive.Job job = archive.save(list);
    if (!taken.isEmpty() && list.stream().anyMatch(entry -> entry.reason().isGap())) {
      // Arming may have failed since; of such a state nobody can say what was removed.
      keep(daemon, id, level, job, null);
      return;
    }
    ByteTree reference = new ByteTree(top.path("references/" + taken.size()));
    List<String> copy = List.of("cp", "-a", source.top().latin1() + "/.", reference.top().latin1());
    top.mkdir("references/" + taken.size());
    Programs.run(copy).orFail();
    keep(daemon, id, level, job, reference);
  }

  /** A gap that is not yet reconciled says nothing of what was removed in it. */
  private String open(RunningDaemon daemon, Level level) {
    Tidemark tidemark = daemon.tidemark();
    if (!taken.isEmpty()) {
      Eventually.await("no gap", () -> tidemark.status().getAsJsonArray("gaps").isEmpty());
    }
    return daemon.tidemark().open(CONSUMER.text(), "--level", level.name());
  }

  private static List<Entry> list(RunningDaemon daemon, String id) throws Exception {
    String text = daemon.tidemark().run("window", "list", id, "--format", "json").orFail();
    List<Entry> entries = new ArrayList<>();
    try (var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
      JsonListReader reader = new JsonListReader(in);
      for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private void keep(
      RunningDaemon daemon, String id, Level level, ProductArchive.Job job, ByteTree reference)
      throws Exception {
    daemon.tidemark().commit(id);
    Path manifest = ManifestFiles.of(daemon.state(), CONSUMER, Long.parseLong(id));
    JsonObject header =
        JsonParser.parseString(Files.readAllLines(manifest).get(0)).getAsJsonObject();
    Instant made = Instant.ofEpochMilli(header.get("made").getAsLong());
    taken.add(new Taken(level, job, manifest, made, reference));
  }

  private void judgeAll(Workload workload, RunningDaemon daemon) throws Exception {
    assertThat(taken).as("states to compare with").anyMatch(each -> each.reference() != null);
    for (int number = taken.size() - 1; number >= 0; number--) {
      if (taken.get(number).reference() != null) {
        String state = workload + ", levels " + levels() + ", restored " + number;
        boolean inTree = random.nextBoolean();
        judge(number, inTree, daemon.state(), state + (inTree ? "" : ", manifests of the state"));
      }
    }
  }

  private List<Level> levels() {
    return taken.stream().map(Taken::level).toList();
  }

  /** The backups that a product restores together. */
  private List<Taken> chain(int number) {
    int first = number;
    while (taken.get(first).level() != Level.FULL) {
      first--;
    }
    int cumulative = number;
    while (cumulative > first && taken.get(cumulative).level() != Level.CUMULATIVE) {
      cumulative--;
    }
    List<Taken> chain = new ArrayList<>(List.of(taken.get(first)));
    int next = cumulative > first ? cumulative : first + 1;
    chain.addAll(taken.subList(next, number + 1));
    return chain;
  }

  private void judge(int number, boolean inTree, Path state, String where) throws Exception {
    String name = "restored/" + number;
    top.mkdir(name);
    PathBytes root = top.path(name);
    ByteTree restored = new ByteTree(root.resolve(source.top().relativeTo(PathBytes.ROOT)));
    new ByteTree(PathBytes.ROOT).mkdirs(restored.top().latin1().substring(1));
    List<Taken> chain = chain(number);
    List<ProductArchive.Job> jobs = chain.stream().map(Taken::job).toList();
    List<String> refused = archive.restore(jobs, restored);
    List<String> command =
        new ArrayList<>(List.of("restore-clean", "--root", root.latin1(), "--state"));
    if (inTree) {
      command.add(folder.resolve("no-state").toString());
      putManifests(chain, Path.of(root.latin1() + "/var/lib/tidemark/manifests/job"));
    } else {
      command.addAll(List.of(state.toString(), "--until", taken.get(number).made().toString()));
    }
    Cleaned cleaned = cleaned(command, chain, root, restored, where);
    List<String> found = differences(cleaned, taken.get(number).reference(), restored);
    assertThat(found).as(where + ", refused " + refused).isEmpty();
  }

  private static List<String> differences(Cleaned cleaned, ByteTree reference, ByteTree restored) {
    return switch (cleaned) {
      case AS_A_WHOLE -> TreeDifference.between(reference, restored);
      // A name that is restored again by itself is no longer one file with others.
      case WITH_NAMES_RESTORED_AGAIN -> TreeDifference.ignoringLinks(reference, restored);
      case AS_FAR_AS_IS_KNOWN ->
          TreeDifference.ignoringLinks(reference, restored).stream()
              .filter(line -> !line.endsWith("should not be there"))
              .toList();
    };
  }

  private static void putManifests(List<Taken> chain, Path place) throws Exception {
    Files.createDirectories(place);
    for (Taken each : chain) {
      Files.copy(each.manifest(), place.resolve(each.manifest().getFileName()));
    }
  }

  /** What the command wants to have restored again is, once; then it must be content. */
  private Cleaned cleaned(
      List<String> command, List<Taken> chain, PathBytes root, ByteTree restored, String where)
      throws Exception {
    Answer first = Tidemark.bare(command);
    boolean again = first.exit() == 6 && Files.exists(Path.of(root.latin1() + ".fetch.nul"));
    if (again) {
      Path list = Path.of(root.latin1() + ".fetch.nul");
      String names = Files.readString(list, StandardCharsets.ISO_8859_1);
      archive.restore(chain.stream().map(Taken::job).toList(), paths(names), restored);
      first = Tidemark.bare(command);
      assertThat(list).as(where).doesNotExist();
    }
    // While a new tree is being armed its window is in doubt; the next one has what was missed.
    if (first.exit() == 6 && chain.stream().skip(1).anyMatch(Taken::isInDoubt)) {
      assertThat(first.err()).as(where).contains("nobody can say what was removed in");
      return Cleaned.AS_FAR_AS_IS_KNOWN;
    }
    assertThat(first.exit()).as(where + first).isZero();
    return again ? Cleaned.WITH_NAMES_RESTORED_AGAIN : Cleaned.AS_A_WHOLE;
  }

  private static List<PathBytes> paths(String terminated) {
    List<PathBytes> paths = new ArrayList<>();
    for (String name : terminated.split("\0")) {
      paths.add(PathBytes.ofLatin1(name));
    }
    return paths;
  }
}
