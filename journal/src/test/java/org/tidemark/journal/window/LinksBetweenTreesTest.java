package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

/** Hazard 4: one of several trees is compared as a whole, and its files have names in another. */
class LinksBetweenTreesTest {
  @TempDir private Path temp;

  private WindowFixture on;

  @BeforeEach
  void makeTree() throws Exception {
    on = new WindowFixture(temp);
    on.write("a/f");
    Files.createDirectory(on.data.resolve("b"));
    Files.createLink(on.data.resolve("b/f"), on.data.resolve("a/f"));
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private Root root(String name) {
    return new Root(on.at(name), on.at(name), false, Exclusions.NONE);
  }

  private void gap(PathBytes path) throws Exception {
    on.journal.write(
        store -> {
          store.openGap(path, Reason.EXCLUSION_RELAXED);
          store.closeGap(path, Reason.EXCLUSION_RELAXED);
          return true;
        });
  }

  @Test
  void aWriteInTheTreeThatIsComparedListsTheNameInTheOther() throws Exception {
    on.journal.watching(root("a"), root("b"));
    on.full();
    gap(on.top());
    on.changed("a/f");
    assertThat(on.incremental()).contains("S a", "O b/f");
  }

  @Test
  void aWriteInTheTreeThatIsComparedListsTheNameInARootInsideIt() throws Exception {
    on.journal.watching(new Root(on.top(), on.top(), false, Exclusions.NONE), root("b"));
    on.full();
    gap(on.top());
    on.changed("a/f");
    assertThat(on.incremental()).contains("S .", "O b/f");
  }
}
