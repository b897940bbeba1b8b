package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.LinkReader.FileFacts;

/**
 * Hazard 4: links that are counted as lying elsewhere are not looked for, so none may be counted
 * that could be a name here.
 */
class LinksElsewhereTest {
  private static final LinkedFile FILE = new LinkedFile(1, 7);
  private static final LinkDirectory DIRECTORY =
      new LinkDirectory(1, new byte[] {1, 2}, PathBytes.ofLatin1("/data"));

  @TempDir private Path folder;
  private SqliteJournalStore store;

  @BeforeEach
  void open() throws StoreException {
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private FileFacts facts() throws StoreException {
    try (JournalReader reader = store.openReader()) {
      return reader.links().factsOf(FILE).orElseThrow();
    }
  }

  private void getsAnother(String name) throws StoreException {
    store.writeLinks(
        out -> {
          out.put(FILE, DIRECTORY, name(name));
          out.note(FILE, 2, null);
        });
  }

  private void assertSearchedFor() throws StoreException {
    assertThat(facts().elsewhere()).isZero();
    assertThat(facts().wanted()).isTrue();
  }

  private void count() throws StoreException {
    store.writeLinks(
        out -> assertThat(out.countElsewhere(new LinkedFile(0, 0), 0, 10)).isPresent());
  }

  @Test
  void theLinkOfAFileWithOneIsNotCountedByACensus() throws Exception {
    getsAnother("old");
    store.writeLinks(out -> out.note(FILE, 1, null));
    count();
    getsAnother("new");
    assertSearchedFor();
  }

  @Test
  void theLastLinkThatIsLeftMayBeOneHere() throws Exception {
    store.writeLinks(
        out -> {
          out.put(FILE, DIRECTORY, name("old"));
          out.seen(FILE, 2, null, true);
        });
    count();
    assertThat(facts().elsewhere()).isEqualTo(1);
    store.writeLinks(out -> out.note(FILE, 1, null));
    getsAnother("new");
    assertSearchedFor();
  }

  @Test
  void aFileThatIsNotedWhileItIsSearchedForIsSearchedForAgain() throws Exception {
    getsAnother("new");
    store.writeLinks(out -> out.searchBegins(List.of(FILE)));
    getsAnother("new");
    store.writeLinks(out -> out.searched(FILE, 2, 1));
    assertSearchedFor();
    store.writeLinks(out -> out.searchBegins(List.of(FILE)));
    store.writeLinks(out -> out.searched(FILE, 2, 1));
    assertThat(facts().elsewhere()).isEqualTo(1);
    assertThat(facts().wanted()).isFalse();
  }
}
