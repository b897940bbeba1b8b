package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

/** What every source owes for removed names, and for names that are there again. */
interface RemovalContract extends SourceSubject {
  @Test
  default void aRemovedFileIsNamed() {
    tree().write("f", "x");
    follow();
    Recorded recorded = after(() -> tree().unlink("f"));
    assertThat(recorded.names(path("f"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  default void aRemovedTreeIsCovered() {
    tree().mkdirs("a/b/c");
    tree().write("a/f", "x");
    tree().write("a/b/c/f", "x");
    follow();
    Recorded recorded = after(() -> tree().removeTree("a"));
    assertThat(recorded.names(path("a"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  default void aNameCreatedAndRemovedInOneBatchStaysRemovedHazard2() {
    tree().write("existed", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree().unlink("existed");
              tree().write("existed", "again");
              tree().unlink("existed");
              tree().write("short", "x");
              tree().unlink("short");
            });
    assertThat(recorded.names(path("existed"), ChangeBits.REMOVED)).isTrue();
    assertThat(recorded.names(path("short"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  default void aFileRemovedAndRecreatedUnderItsNameIsCovered() {
    tree().write("f", "x");
    follow();
    after(
        () -> {
          tree().unlink("f");
          tree().write("f", "x");
        });
  }

  @Test
  default void anOpenFileWithoutNameDoesNoHarm() {
    tree().write("f", "x");
    tree().write("other", "x");
    follow();
    try (OpenFile file = tree().open("f")) {
      tree().unlink("f");
      file.write(0, bytes("into the void"));
    }
    Recorded recorded = after(() -> tree().append("other", bytes("y")));
    assertThat(recorded.coversRemoval(path("f"))).isTrue();
  }
}
