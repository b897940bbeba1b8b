package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.TreeDifference;

/** Names of one symbolic link, pipe, socket or device that become several files. */
class SpecialLinksTest {
  private static final String KINDS =
      """
      make() {
        case $1 in
          link) ln -s target "$2" ;;
          pipe) mkfifo "$2" ;;
          socket) cp -aT ../socket "$2" ;;
          device) mknod "$2" c 1 3 2>/dev/null || mkfifo "$2" ;;
        esac
        touch -h -d '2021-02-03 04:05:06.7' "$2"
      }
      """;

  private static final String TREE =
      """
      mkdir -p d x
      for kind in link pipe socket device; do
        make $kind $kind; ln $kind d/$kind; ln $kind x/$kind
      done
      """;

  /** Puts another one in its place that looks like it. */
  private static final String REMAKE = "remake() { make $1 new; mv -T new $2$1; }; ";

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void backUp() throws Exception {
    tree = new Mirrored(temporary);
    new ByteTree(tree.folder).socket("socket");
    inSource(TREE);
    tree.full();
    assertSame("src", "dst");
    tree.shell("cp -a src kept1");
  }

  private void inSource(String script) throws Exception {
    tree.shell("cd src; " + KINDS + script);
  }

  private ByteTree named(String name) {
    return new ByteTree(PathBytes.ofLatin1(tree.folder.latin1() + "/" + name));
  }

  /** rsync alone does not see which of these are one file. */
  private void assertSame(String expected, String actual) {
    assertThat(TreeDifference.between(named(expected), named(actual))).isEmpty();
  }

  private void backedUp(Entry... entries) throws Exception {
    tree.incremental(entries);
    assertSame("src", "dst");
  }

  private void assertFirstPoint() throws Exception {
    LiveDaemon.Result result =
        LiveDaemon.tidemark(
            tree.state,
            "rsync",
            "restore",
            "--dest",
            tree.mirror.latin1(),
            "--at",
            "1",
            "--to",
            tree.folder.latin1() + "/out");
    assertThat(result.code()).as(result.toString()).isZero();
    assertSame("kept1", "out");
    assertThat(tree.shell("ls -A dst.points/00000002 dst")).doesNotContain("tmp", "copy", "again");
  }

  /** As a list has it where the journal does not know the other names. */
  private Entry oneOf(int links, String name) {
    return oneOf(links, name, ChangeBits.ATTRIBUTES);
  }

  private Entry oneOf(int links, String name, int bits) {
    return new Entry(EntryKind.OBJECT, tree.path(name), Reason.CHANGED, links, 1, bits);
  }

  @Test
  void aNameThatWentOverToAnotherFileOfAsManyNamesIsParted() throws Exception {
    inSource("make pipe one; ln one two");
    backedUp(tree.linked("one"), tree.linked("two"));
    inSource("ln one new; mv -T new d/pipe; chown 7:8 d/pipe");
    int bits = ChangeBits.CREATED | ChangeBits.ATTRIBUTES;
    tree.journal.lists(oneOf(3, "d/pipe", bits), tree.object("d"));
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("stat -c '%u %h' dst/pipe dst/x/pipe dst/d/pipe"))
        .isEqualTo(tree.shell("stat -c '%u 3' src/pipe src/x/pipe; echo 7 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "pipe", "socket", "device"})
  void namesThatNobodyKnowsStayOneFileWithTheListedOne(String kind) throws Exception {
    inSource("chown -h 7:8 " + kind);
    backedUp(oneOf(3, kind));
    assertFirstPoint();
  }

  @Test
  void namesThatNobodyKnowsStayOneFileWithThoseThatCameAndWent() throws Exception {
    inSource("ln link new; rm d/pipe; chown -h 7:8 link pipe");
    backedUp(oneOf(4, "link"), oneOf(4, "new"), oneOf(2, "pipe"), tree.removed("d/pipe"));
    assertFirstPoint();
  }

  @Test
  void aNewFileWithUnlistedNamesElsewhereIsPartedFromAllThatItsOldNameWasOneWith()
      throws Exception {
    inSource(REMAKE + "remake pipe d/; ln d/pipe d/q; ln d/pipe d/r; chown 7:8 d/pipe");
    backedUp(tree.subtree("d", Reason.RECREATED));
    assertFirstPoint();
  }

  @Test
  void whatIsExcludedStaysAsItIsInATreeThatTookThePlaceOfAnother() throws Exception {
    inSource("mkdir -p proj/cache; make link proj/cache/a; ln proj/cache/a proj/cache/b");
    backedUp(tree.subtree("proj", Reason.CREATED));
    String before = tree.shell("stat -c '%i %h %u %z' dst/proj/cache/*");
    tree.journal.excludes("cache").lists(tree.subtree("proj", Reason.RECREATED));
    inSource("chown -h 7:8 proj/cache/*");
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("stat -c '%i %h %u %z' dst/proj/cache/*")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "pipe", "socket", "device"})
  void aListedNameIsPartedFromTheOthers(String kind) throws Exception {
    inSource(REMAKE + "remake " + kind + " d/");
    backedUp(tree.object("d/" + kind), tree.object("d"));
    inSource("chown -h 7:8 d/" + kind);
    backedUp(tree.object("d/" + kind));
    assertFirstPoint();
  }

  @Test
  void whatBecomesOneFileWithOthersIsPartedFromItsOldNames() throws Exception {
    inSource("make pipe one; ln one two");
    backedUp(tree.linked("one"), tree.linked("two"));
    inSource("mv one d/pipe");
    backedUp(tree.removed("one"), tree.linked("d/pipe"), tree.linked("two"), tree.object("d"));
    assertFirstPoint();
  }

  @Test
  void aTreeThatTookThePlaceOfAnotherIsPartedFromWhatThatWasLinkedTo() throws Exception {
    inSource(REMAKE + "for kind in link pipe socket device; do remake $kind d/; done");
    inSource("ln d/pipe d/again");
    backedUp(tree.subtree("d", Reason.RECREATED));
    assertFirstPoint();
  }

  /** What is done to a tree while nobody looks. */
  enum Compared {
    ALL,
    TREE,
    LEVEL;

    Entry in(Mirrored tree) {
      return switch (this) {
        case ALL -> tree.subtree("", Reason.QUEUE_OVERFLOW);
        case TREE -> tree.subtree("d", Reason.QUEUE_OVERFLOW);
        case LEVEL -> tree.contents("d");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsComparedIsPartedToo(Compared compared) throws Exception {
    inSource(REMAKE + "for kind in link pipe socket device; do remake $kind d/; done");
    inSource("chown -h 7:8 d/*");
    backedUp(compared.in(tree), tree.object("d"));
    assertFirstPoint();
  }

  @Test
  void whatAProofFindsIsPartedToo() throws Exception {
    tree.journal.lists();
    tree.shell("chown -h 7:8 dst/link");
    inSource(REMAKE + "remake link d/; touch -r ../dst/d d");
    BackupRequest request =
        tree.request().with(new BackupRequest.Proofs(Optional.empty(), "quick"));
    Mirrored.Outcome outcome = tree.backup(request);
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.FOUND);
    assertSame("src", "dst");
  }

  @Test
  void aMirrorWithoutPointsIsPartedAsWell() throws Exception {
    inSource(REMAKE + "remake pipe d/; remake link x/");
    tree.journal.lists(tree.object("d/pipe"), tree.object("x/link"));
    Mirrored.Outcome outcome = tree.backup(tree.withoutPoints());
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertSame("src", "dst");
    assertThat(tree.shell("ls -A . dst")).doesNotContain("copy");
  }

  /** A link of the mirror may lead anywhere: what lies there is nobody's to part. */
  @Test
  void nothingIsPartedBehindALinkOfTheMirror() throws Exception {
    tree.shell("mkdir out; mkfifo out/a; ln out/a out/b; ln -s ../out src/s");
    tree.incremental(tree.object("s"));
    inSource("rm s; mkdir s; mkfifo s/a; ln s/a s/b");
    backedUp(tree.object("s"), tree.linked("s/a"), tree.linked("s/b"));
    assertThat(tree.shell("stat -c %h out/a out/b")).isEqualTo("2\n2\n");
  }

  @Test
  void namesOfAnyBytesAreParted() throws Exception {
    List<String> odd = OddNamesTest.names();
    for (String name : odd) {
      tree.shell("mkdir \"src/d/$1\"; mkfifo \"src/d/$1/$1\"; ln \"src/d/$1/$1\" \"src/$1\"", name);
    }
    tree.incremental(tree.subtree("", Reason.QUEUE_OVERFLOW));
    Entry[] entries = new Entry[odd.size()];
    for (int at = 0; at < entries.length; at++) {
      tree.shell("mkfifo src/new; mv -T src/new \"src/d/$1/$1\"", odd.get(at));
      entries[at] = tree.object("d/" + odd.get(at) + "/" + odd.get(at));
    }
    backedUp(entries);
  }

  @Test
  void whatCannotBePartedIsSaid() throws Exception {
    tree.shell("mkdir dst.tidemark-copy; touch dst.tidemark-copy/full");
    inSource(REMAKE + "remake pipe d/");
    tree.journal.lists(tree.object("d/pipe"));
    Mirrored.Outcome outcome = tree.backup(tree.withoutPoints());
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.PARTIAL);
    assertThat(outcome.text())
        .contains("pending:  names could not be made files of their own on the mirror: rm: ");
    tree.shell("rm -r dst.tidemark-copy");
    assertThat(tree.backup(tree.withoutPoints()).code()).isEqualTo(ExitCode.DONE);
    assertSame("src", "dst");
  }
}
