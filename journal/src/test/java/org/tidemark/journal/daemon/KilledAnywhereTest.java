package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * SIGKILL at the n-th write, sync or rename of the daemon, or at any moment, while a tree changes
 * and windows are opened, listed and committed: nothing that was answered is forgotten, and the
 * next windows have all that changed. On ext4 each kill's gap is reconciled, in some lives by a
 * daemon that is killed meanwhile, and the windows after it have what changed by name; on tmpfs,
 * whose times prove nothing, they have the whole tree. {@code -Dtidemark.seed=N} repeats the
 * choices, {@code -Dtidemark.long=true} kills more often.
 */
class KilledAnywhereTest {
  private static final int LIVES = Boolean.getBoolean("tidemark.long") ? 40 : 3;

  /** Their own names never change, so that a walk takes nothing in them for moved in. */
  private static final String[] DIRECTORIES = {"one", "two"};

  private static final String[] CALLS = {"pwrite64", "fdatasync,fsync", "rename", "unlink"};
  private static final int[] LATEST = {400, 60, 12, 30};

  private final long seed = Long.getLong("tidemark.seed", System.nanoTime());
  private final Random random = new Random(seed);
  @TempDir private Path folder;
  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private Tidemark tidemark;
  private DaemonProcess daemon;

  /** Names that changed since the base of the newest commit that was answered. */
  private final TreeSet<String> dirty = new TreeSet<>();

  private final Map<String, TreeSet<String>> changedAfterOpen = new HashMap<>();
  private final List<String> committed = new ArrayList<>();
  private final List<String> maybeCommitted = new ArrayList<>();

  private void mount(Kind kind) {
    assumeTrue(Programs.exists("strace"), "strace is not installed");
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    tidemark = new Tidemark(folder.resolve("state"));
    for (String directory : DIRECTORIES) {
      tree.mkdir(directory);
    }
    DaemonOfShortMargin.awaitOld();
  }

  @AfterEach
  void release() throws Exception {
    if (daemon != null) {
      daemon.close();
      Eventually.await("the daemon ends", () -> !daemon.isAlive());
    }
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private void start(List<String> wrapper) throws Exception {
    daemon =
        DaemonProcess.startOfShortMargin(
            wrapper, folder, folder.resolve("state"), tree.top().toString());
    Eventually.await(
        "it answers, or was killed", () -> !daemon.isAlive() || tidemark.run("status").exit() == 0);
  }

  /** The tracer beside the daemon, so that a signal to the process is one to the daemon. */
  private List<String> killer() {
    int call = random.nextInt(CALLS.length);
    String inject = CALLS[call] + ":signal=KILL:when=" + (1 + random.nextInt(LATEST[call]));
    return List.of(
        "strace",
        "-D",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + CALLS[call],
        "-e",
        "inject=" + inject);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"EXT4", "TMPFS"})
  void whereverItIsKilledNothingAnsweredIsForgottenAndNothingChangedIsMissed(Kind kind)
      throws Exception {
    mount(kind);
    for (int life = 0; life < LIVES; life++) {
      start(random.nextInt(3) == 0 ? List.of() : killer());
      int steps = 2 + random.nextInt(20);
      for (int step = 0; step < steps && daemon.isAlive(); step++) {
        change();
        backUp();
      }
      daemon.killed();
      change();
      start(List.of());
      assertThat(daemon.isAlive()).as("starts again, seed %d: %s", seed, daemon.errors()).isTrue();
      checkAnswers();
      if (kind == Kind.EXT4) {
        awaitReconciled();
      }
      checkNextWindow(kind);
      daemon.killed();
    }
  }

  private void change() {
    for (int count = random.nextInt(300); count > 0; count--) {
      String name = DIRECTORIES[random.nextInt(DIRECTORIES.length)] + "/" + random.nextInt(200);
      if (random.nextInt(4) == 0 && tree.exists(name)) {
        tree.unlink(name);
      } else {
        tree.write(name, "x" + count);
      }
      dirty.add(name);
      changedAfterOpen.values().forEach(names -> names.add(name));
    }
  }

  private void backUp() {
    String level = random.nextInt(6) == 0 ? "full" : "incremental";
    Answer opened = tidemark.run("window", "open", "--consumer", "c", "--level", level);
    if (opened.exit() != 0) {
      return;
    }
    String window = opened.out().strip();
    changedAfterOpen.put(window, new TreeSet<>());
    Answer listed = tidemark.run("window", "list", window, "--format", "json");
    if (listed.exit() != 0) {
      return;
    }
    assertCovers(listed);
    if (random.nextInt(3) > 0) {
      commit(window);
    }
  }

  private void commit(String window) {
    if (tidemark.run("window", "commit", window).exit() == 0) {
      committed.add(window);
      dirty.retainAll(changedAfterOpen.get(window));
    } else {
      maybeCommitted.add(window);
    }
  }

  private void assertCovers(Answer listed) {
    TreeSet<String> named = new TreeSet<>();
    TreeSet<String> compared = new TreeSet<>();
    for (String entry : Tidemark.entriesOf(listed)) {
      String path = entry.substring(2, entry.lastIndexOf(' '));
      named.add(path);
      if (entry.startsWith("C ")) {
        compared.add(path);
      }
      if (entry.startsWith("S " + tree.top() + " ")) {
        return;
      }
    }
    for (String name : dirty) {
      PathBytes path = tree.path(name);
      boolean removed = compared.contains(path.parent().toString()) && !tree.exists(name);
      if (!removed) {
        assertThat(named).as("%s, seed %d", name, seed).contains(path.toString());
      }
    }
  }

  private void checkAnswers() {
    Map<String, String> states = new HashMap<>();
    for (String line : tidemark.run("window", "show").orFail().lines().toList()) {
      String[] words = line.split(" +");
      states.put(words[0], words[1]);
    }
    for (String window : committed) {
      assertThat(states.get(window))
          .as("%s, seed %d", window, seed)
          .isEqualToIgnoringCase("committed");
    }
    states.forEach(
        (window, state) -> {
          if (state.equalsIgnoreCase("committed")) {
            assertThat(committed.contains(window) || maybeCommitted.contains(window))
                .as("window %s was never to be committed, seed %d", window, seed)
                .isTrue();
          }
        });
    assertThat(daemon.errors()).doesNotContain("is damaged").doesNotContain("Exception");
    assertThat(tidemark.status().getAsJsonArray("problems")).isEmpty();
  }

  private void awaitReconciled() {
    Eventually.await("an end of reconciling", () -> reconcileState().equals("idle"));
  }

  private String reconcileState() {
    return tidemark.status().getAsJsonObject("reconcile").get("state").getAsString();
  }

  private void checkNextWindow(Kind kind) {
    String window = tidemark.open("c");
    changedAfterOpen.put(window, new TreeSet<>());
    Answer listed = tidemark.run("window", "list", window, "--format", "json");
    assertCovers(listed);
    if (kind == Kind.EXT4 && !committed.isEmpty()) {
      assertThat(Tidemark.entriesOf(listed))
          .as("what was found by reconciling, seed %d", seed)
          .noneMatch(entry -> entry.startsWith("S "));
    }
    commit(window);
    assertThat(committed).contains(window);
  }
}
