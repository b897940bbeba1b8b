package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

/** What every source owes for each kind of file and for names of any bytes. */
interface NamesContract extends SourceSubject {
  String LONG_NAME = "x".repeat(251) + "\u00ff\u00fe\u0001\n";

  @Test
  default void linksSymlinksAndFifosAreNamed() {
    tree().write("f", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree().link("f", "hard");
              tree().symlink("\u00ffnowhere", "soft");
              tree().fifo("pipe");
            });
    assertThat(recorded.names(path("hard"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.names(path("soft"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.names(path("pipe"), ChangeBits.CREATED)).isTrue();
  }

  @Test
  default void aReplacedSymlinkIsCovered() {
    tree().symlink("one", "link");
    follow();
    after(
        () -> {
          tree().symlink("two", "link.new");
          tree().rename("link.new", "link");
        });
  }

  @Test
  default void aFileThatBecomesADirectoryAndAFileAgainIsCovered() {
    tree().write("n", "file");
    follow();
    after(
        () -> {
          tree().unlink("n");
          tree().mkdir("n");
          tree().write("n/below", "x");
        });
    settle();
    after(() -> tree().append("n/below", bytes("y")));
    after(
        () -> {
          tree().removeTree("n");
          tree().write("n", "file again");
        });
    after(() -> tree().append("n", bytes("y")));
  }

  @Test
  default void aDirectoryThatFillsBeforeItCanBeSeenIsCovered() {
    follow();
    after(
        () -> {
          tree().mkdirs("a/b/c");
          tree().write("a/1", "x");
          tree().write("a/b/2", "x");
          tree().write("a/b/c/3", "x");
        });
    settle();
    Recorded recorded =
        after(
            () -> {
              tree().append("a/b/c/3", bytes("y"));
              tree().mkdirs("a/b/c/d/e");
              tree().write("a/b/c/d/e/4", "x");
            });
    assertThat(recorded.covers(path("a/b/c/d/e/4"))).isTrue();
  }

  @Test
  default void changesBelowANewDirectoryAreCoveredWhateverTheMomentOfTheBarrier() {
    follow();
    after(() -> tree().mkdirs("a/b"));
    after(() -> tree().write("a/b/f", "x"));
    after(() -> tree().mkdirs("a/b/c"));
    after(() -> tree().append("a/b/f", bytes("y")));
    after(() -> tree().write("a/b/c/g", "x"));
  }

  @Test
  default void namesOfAnyBytesComeThroughUnchanged() {
    List<String> names =
        List.of(
            "new\nline",
            "trailing ",
            " ",
            "\u00ff\u00fe",
            "#x",
            ";y",
            "-r",
            "%41",
            "\\",
            LONG_NAME);
    names.forEach(
        name -> {
          tree().mkdir(name);
          tree().write(name + "/" + name, "x");
        });
    follow();
    Recorded recorded =
        after(() -> names.forEach(name -> tree().append(name + "/" + name, bytes("y"))));
    names.forEach(
        name -> assertThat(recorded.names(path(name + "/" + name))).as("name %s", name).isTrue());
  }

  @Test
  default void aFileWithoutNameIsCoveredWhenItGetsOne() {
    assumeTrue(hasUnnamedFiles(), "no O_TMPFILE on this filesystem");
    tree().mkdir("d");
    follow();
    try (OpenFile file = tree().openUnnamed("")) {
      file.append(bytes("before it has a name"));
      Recorded recorded = after(() -> tree().linkInto(file, "d/real"));
      assertThat(recorded.names(path("d/real"), ChangeBits.CREATED)).isTrue();
    }
  }

  @Test
  default void laterWritesThroughAnUnnamedDescriptorAreFollowedToTheNameHazard8() {
    assumeTrue(hasUnnamedFiles(), "no O_TMPFILE on this filesystem");
    assumeTrue(reportsHandles(), "without handles an event of an unnamed file leads nowhere");
    tree().mkdir("d");
    follow();
    try (OpenFile file = tree().openUnnamed("")) {
      after(() -> tree().linkInto(file, "d/real"));
      after(() -> file.append(bytes("through the old descriptor")));
    }
  }

  @Test
  default void aWriteThroughARemovedLinkIsFollowedToTheOtherNameHazard8() {
    assumeTrue(reportsHandles(), "without handles only the removed name is told");
    tree().mkdir("d");
    tree().write("h1", "x");
    tree().link("h1", "d/h2");
    follow();
    try (OpenFile file = tree().open("h1")) {
      tree().unlink("h1");
      Recorded unused = harness().drain();
      after(() -> file.append(bytes("y")));
    }
  }
}
