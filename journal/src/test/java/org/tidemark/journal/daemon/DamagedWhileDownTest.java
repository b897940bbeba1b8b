package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A database that was damaged while no daemon ran: the daemon says so and begins a new journal. */
class DamagedWhileDownTest {
  @TempDir private Path folder;
  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private Path state;
  private Tidemark tidemark;
  private DaemonProcess daemon;

  @BeforeEach
  void start() throws Exception {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    state = folder.resolve("state");
    tidemark = new Tidemark(state);
    startDaemon();
  }

  @AfterEach
  void release() throws Exception {
    daemon.killed();
    filesystem.close();
  }

  private void startDaemon() throws IOException {
    daemon = DaemonProcess.answering(folder, state, "--watch", tree.top().toString());
  }

  private void damage(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(state.resolve("journal.db").toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 4);
    }
  }

  private List<Path> kept() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(state, "*.corrupt-*")) {
      all.forEach(found::add);
    }
    return found;
  }

  @Test
  void aFlippedBitMeansANewJournalAndAFullAndIsSaidUntilTheOperatorHasLookedAtIt()
      throws Exception {
    tidemark.next("c");
    tree.write("file", "1");
    String left = tidemark.open("c");
    tidemark.entries(left);
    String journal = tidemark.status().get("journal").getAsString();
    assertThat(daemon.terminated().exit()).isIn(0, 143);
    damage(Files.size(state.resolve("journal.db")) - 1);
    startDaemon();

    Eventually.await("a new journal is begun", () -> isAnother(journal));
    assertThat(daemon.errors()).contains("the database is damaged").contains(".corrupt-");
    JsonArray problems = tidemark.status().getAsJsonArray("problems");
    assertThat(problems).hasSize(1);
    assertThat(tidemark.run("status", "--check").exit()).isEqualTo(7);
    assertThat(tidemark.run("window", "commit", left).exit()).isEqualTo(1);
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " full");
    tree.write("file", "2");
    assertThat(tidemark.next("c")).contains("O " + tree.path("file") + " changed");

    for (Path file : kept()) {
      Files.delete(file);
    }
    assertThat(tidemark.run("status", "--check").exit()).isZero();
  }

  private boolean isAnother(String journal) {
    Answer status = tidemark.run("status", "--json");
    return status.exit() == 0 && !status.out().contains(journal);
  }
}
