package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.testing.ByteTree;

/**
 * A double of bpbkar, which sets back the times of what it has read, on the real kernel. It is a
 * copy of Perl, since a script's process is its interpreter.
 */
class TimeResetsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Path PERL = Path.of("/usr/bin/perl");
  private static final ConsumerName NETBACKUP = new ConsumerName("netbackup:p/s");
  private static final String RESET = "utime(1000000000, 1000000000, '%s') or die $!;";

  private final Kernel kernel = new NativeKernel();
  private final List<Throwable> fatal = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  @TempDir private Path folder;
  private Path bpbkar;
  private ByteTree tree;
  private SqliteJournalStore store;
  private Ingest ingest;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(kernel.effectiveUser() == 0, "fanotify filesystem marks need root");
    assumeTrue(Files.isExecutable(PERL), "the double is a copy of Perl");
    Path real = folder.toRealPath();
    bpbkar = Files.copy(PERL, real.resolve("bpbkar"), StandardCopyOption.COPY_ATTRIBUTES);
    Path watched = Files.createDirectory(real.resolve("tree"));
    tree = new ByteTree(PathBytes.ofUtf8(watched.toString()));
    tree.create("read", new byte[1]);
    store = SqliteJournalStore.open(real.resolve("state"), real.resolve("run"));
  }

  @AfterEach
  void close() throws Exception {
    running.forEach(Running::close);
    if (ingest != null) {
      ingest.close();
      store.close();
    }
    assertThat(fatal).isEmpty();
  }

  private void follow(SourceChoice choice) throws Exception {
    followForNobody(choice);
    addNetBackup();
  }

  private void addNetBackup() throws Exception {
    ingest.run(owned -> owned.addConsumer(NETBACKUP, List.of(), ""), DEADLINE);
  }

  private void followForNobody(SourceChoice choice) throws Exception {
    Map<ConsumerName, List<PathBytes>> resets =
        Map.of(NETBACKUP, List.of(PathBytes.ofUtf8(bpbkar.toString())));
    IngestSettings settings =
        new IngestSettings(Long.MAX_VALUE / 2, 32 << 20, 1 << 20, 5, Long.MAX_VALUE / 2, resets);
    Root root = new Root(tree.top(), tree.top(), false, Exclusions.NONE);
    ingest = new Ingest(kernel, store, List.of(root), settings, fatal::add);
    SourceSet sources =
        new SourceSet(
            kernel, List.of(root), choice, ingest.sink(), ingest.drain(), (old, now) -> {});
    ingest.onMaintain(sources::maintain);
    ingest.run(
        owned -> {
          sources.start();
          return null;
        },
        DEADLINE);
  }

  /** What is journalled of what these steps do. */
  private Set<String> changedBy(Steps steps) throws Exception {
    long before = ingest.flush(DEADLINE);
    steps.run();
    long unused = ingest.flush(DEADLINE);
    Set<String> names = new TreeSet<>();
    try (JournalReader reader = store.openReader()) {
      reader.changesAfter(
          before,
          (directory, name, sequence, bits, created, subtree, contents, reason, handle) ->
              names.add(new String(name, StandardCharsets.ISO_8859_1)));
    }
    return names;
  }

  private interface Steps {
    void run() throws Exception;
  }

  /** Nothing is decoded, and no process looked at, while the steps run. */
  private void withoutIngest(Steps steps) throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              try {
                ingest.run(
                    owned -> {
                      stopped.countDown();
                      await(over);
                      return null;
                    },
                    DEADLINE);
              } catch (Exception e) {
                fatal.add(e);
              }
            });
    holder.start();
    stopped.await();
    try {
      steps.run();
    } finally {
      over.countDown();
      holder.join();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reset(String name) {
    return RESET.formatted(path(name));
  }

  private String path(String name) {
    return tree.path(name).toString();
  }

  private Running start(Path program) throws IOException {
    Running started = new Running(program);
    running.add(started);
    return started;
  }

  /** A process that does line by line what it is told. */
  private static final class Running implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    Running(Path program) throws IOException {
      String loop = "$| = 1; while (<STDIN>) { eval $_; print $@ ? $@ : \"done\\n\"; }";
      process = new ProcessBuilder(program.toString(), "-e", loop).start();
      commands = process.outputWriter(StandardCharsets.ISO_8859_1);
      answers = process.inputReader(StandardCharsets.ISO_8859_1);
    }

    void does(String... perl) throws IOException {
      for (String line : perl) {
        commands.write(line + "\n");
        commands.flush();
        assertThat(answers.readLine()).isEqualTo("done");
      }
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void aWindowAfterAFullListsNothingOfWhatTheProvenProgramSetBack() throws Exception {
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    assertThat(changedBy(() -> program.does(reset("read"), reset("read")))).isEmpty();
  }

  @Test
  void aChangeBySomebodyElseIsJournalledWhateverTheProgramDoesToTheSameName() throws Exception {
    tree.create("other", new byte[1]);
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    Steps both =
        () -> {
          program.does(reset("read"));
          tree.chmod("read", 0600);
          tree.chmod("other", 0600);
          program.does(reset("read"), reset("other"));
        };
    assertThat(changedBy(() -> withoutIngest(both))).containsExactly("other", "read");
  }

  @Test
  void whatAProcessDidBeforeItWasKnownIsJournalledAndTheRestIsNot() throws Exception {
    tree.create("later", new byte[1]);
    follow(SourceChoice.FANOTIFY);
    Running[] program = new Running[1];
    Steps early =
        () -> {
          program[0] = start(bpbkar);
          program[0].does(reset("read"));
        };
    assertThat(changedBy(() -> withoutIngest(early))).containsExactly("read");
    assertThat(changedBy(() -> program[0].does(reset("later")))).isEmpty();
  }

  @Test
  void whatAProcessDidThatEndedBeforeItsEventWasReadIsJournalled() throws Exception {
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    Steps last =
        () -> {
          program.does(reset("read"));
          program.close();
        };
    assertThat(changedBy(() -> withoutIngest(last))).containsExactly("read");
  }

  @Test
  void whatAnotherProgramDidInTheSameProcessIsJournalledBeforeAndAfter() throws Exception {
    tree.create("after", new byte[1]);
    follow(SourceChoice.FANOTIFY);
    Running process = start(PERL);
    String loop = "$| = 1; print qq(done\\n); while (<STDIN>) { eval $_; print qq(done\\n); }";
    String into = "exec {'%s'} 'x', '-e', '" + loop + "';";
    Steps begin = () -> process.does(reset("read"), into.formatted(bpbkar));
    assertThat(changedBy(() -> withoutIngest(begin))).containsExactly("read");
    assertThat(changedBy(() -> process.does(reset("read")))).isEmpty();
    Steps end = () -> process.does(into.formatted(PERL), reset("after"), into.formatted(bpbkar));
    assertThat(changedBy(() -> withoutIngest(end))).containsExactly("after");
  }

  @Test
  void nothingIsLeftOutWhileAConsumerWantsIt() throws Exception {
    follow(SourceChoice.FANOTIFY);
    ingest.run(owned -> owned.addConsumer(new ConsumerName("rsync:x"), List.of(), ""), DEADLINE);
    Running program = start(bpbkar);
    program.does("1");
    assertThat(changedBy(() -> program.does(reset("read")))).containsExactly("read");
    ingest.run(owned -> owned.forgetConsumer(new ConsumerName("rsync:x")), DEADLINE);
    assertThat(changedBy(() -> program.does(reset("read")))).isEmpty();
  }

  /** A first backup runs already when its hook makes the consumer. */
  @Test
  void whatAProgramSetsBackThatRanBeforeTheFirstConsumerCameIsLeftOutFromTheStart()
      throws Exception {
    followForNobody(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    Steps first =
        () -> {
          addNetBackup();
          program.does(reset("read"));
        };
    assertThat(changedBy(first)).isEmpty();
  }

  @Test
  void aProgramThatOthersMayWriteIsNotBelieved() throws Exception {
    Files.setPosixFilePermissions(bpbkar, PosixFilePermissions.fromString("rwxrwxr-x"));
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    assertThat(changedBy(() -> program.does(reset("read")))).containsExactly("read");
  }

  @Test
  void theProgramIsNotBelievedWhereItRunsForSomebodyElse() throws Exception {
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does(
        "chown(65534, 65534, '" + path("read") + "') or die $!;",
        "open($file, '<', '" + path("read") + "') or die $!;",
        "$) = '65534 65534'; $( = 65534; ($<, $>) = (65534, 65534); die if $> != 65534;");
    assertThat(changedBy(() -> program.does("utime(1e9, 1e9, $file) or die $!;")))
        .containsExactly("read");
  }

  @Test
  void whatTheProgramWritesCreatesOrDoesToDirectoriesIsJournalled() throws Exception {
    tree.mkdir("directory");
    tree.create("written", new byte[1]);
    follow(SourceChoice.FANOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    Steps steps =
        () ->
            program.does(
                reset("directory"),
                "open(F, '>', '" + path("new") + "'); close(F);",
                "open(F, '>>', '" + path("written") + "'); print F 'x'; close(F);",
                reset("written"),
                reset("new"));
    assertThat(changedBy(steps)).contains("directory", "new", "written");
  }

  @Test
  void inotifyKnowsNoProcessesAndLeavesNothingOut() throws Exception {
    follow(SourceChoice.INOTIFY);
    Running program = start(bpbkar);
    program.does("1");
    assertThat(changedBy(() -> program.does(reset("read")))).containsExactly("read");
  }
}
