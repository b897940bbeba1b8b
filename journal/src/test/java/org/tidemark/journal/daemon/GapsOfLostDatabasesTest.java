package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** What the next full says of a journal that is lost, or older than it should be. */
class GapsOfLostDatabasesTest extends GapCausesFixture {
  @Test
  void ofALostDatabaseTheNextFullSaysSo() throws Exception {
    mount(Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");
    daemon.stop();
    Files.delete(daemon.state().resolve("journal.db"));
    daemon.watch(tree.top());

    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " full");
    assertThat(tidemark.run("changes").orFail()).contains("S " + tree.top());
    assertThat(Tidemark.entriesOf(tidemark.run("changes", "--format", "json")))
        .containsExactly("S " + tree.top() + " journal-lost");
  }

  @Test
  void aRestoredDatabaseIsANewJournalAndTheNextWindowFullHazard1() throws Exception {
    mount(Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");
    daemon.stop();
    byte[] copy = Files.readAllBytes(daemon.state().resolve("journal.db"));
    daemon.watch(tree.top());
    tree.write("file", "1");
    tidemark.next("c");
    daemon.stop();
    Files.write(daemon.state().resolve("journal.db"), copy);
    // As after a reboot, which empties the run folder.
    deleteFiles(folder.resolve("run"));
    daemon.watch(tree.top());

    assertThat(tidemark.run("status", "--check").err()).contains("c is stale");
    String window = tidemark.open("c");
    assertThat(tidemark.entries(window)).containsExactly("S " + tree.top() + " full");
    tidemark.commit(window);
    assertThat(tidemark.next("c")).isEmpty();
    assertThat(Tidemark.entriesOf(tidemark.run("changes", "--format", "json")))
        .containsExactly("S " + tree.top() + " journal-restored");
  }

  private static void deleteFiles(Path top) throws IOException {
    try (var files = Files.walk(top)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }
}
