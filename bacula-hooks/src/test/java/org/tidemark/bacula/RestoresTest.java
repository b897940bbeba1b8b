package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/** What an administrator does and sees who makes a restore exact. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class RestoresTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "");
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** Hazard 14: Bacula cannot lay a file over a directory; the printed line fetches it. */
  @Test
  void theLineThatIsPrintedRestoresWhatStoodInTheWay() throws IOException {
    tree.mkdir("changed");
    tree.write("changed/x", "old");
    site.good("Full");
    tree.removeTree("changed");
    tree.write("changed", "new");
    site.good("Incremental");
    Path restored = site.restores().newest();
    ExactRestore exact = site.exactRestore();

    ExactRestore.Cleaned first = exact.clean(restored);
    String said = doAgain(first);
    ExactRestore.Cleaned second = exact.clean(restored);

    assertThat(first.isPartial()).as(first.output()).isTrue();
    assertThat(second.exit()).as(said + "\n" + second.output()).isZero();
    assertThat(text(exact.within(restored), "changed")).isEqualTo("new");
  }

  /** Hazard 14: Bacula cannot link to what it could not put back, and leaves that name out too. */
  @Test
  void theOtherNameOfAFileThatADirectoryKeptOutComesBackWithIt() throws IOException {
    tree.mkdir("linked");
    tree.mkdir("linked/first");
    tree.write("linked/first/x", "old");
    site.good("Full");
    tree.removeTree("linked/first");
    tree.write("linked/second", "new");
    tree.link("linked/second", "linked/first");
    site.good("Incremental");
    Path restored = site.restores().newest();
    ExactRestore exact = site.exactRestore();

    ExactRestore.Cleaned first = exact.clean(restored);
    String said = doAgain(first);
    ExactRestore.Cleaned second = exact.clean(restored);

    assertThat(second.exit()).as(said + "\n" + second.output()).isZero();
    assertThat(text(exact.within(restored), "linked/second")).as(first.output()).isEqualTo("new");
    assertThat(ExactRestore.differences(tree, exact.within(restored))).isEmpty();
  }

  /** Bacula saves none: nothing could ever be fetched for it. */
  @Test
  void whatASocketReplacedIsGoneAndNothingIsToBeFetchedForIt() {
    tree.mkdirs("sockets/directory");
    tree.write("sockets/directory/x", "old");
    tree.write("sockets/file", "old");
    tree.write("sockets/stays", "old");
    site.good("Full");
    tree.removeTree("sockets/directory");
    tree.unlink("sockets/file");
    tree.socket("sockets/directory");
    tree.socket("sockets/file");
    site.good("Incremental");
    tree.removeTree("sockets");
    Path restored = site.restores().newest();
    ExactRestore exact = site.exactRestore();

    ExactRestore.Cleaned cleaned = exact.clean(restored);

    assertThat(cleaned.exit()).as(cleaned.output()).isZero();
    assertThat(exact.within(restored).list("sockets")).containsExactly("stays");
  }

  /** Does what was said, with the console of these tests. */
  private static String doAgain(ExactRestore.Cleaned cleaned) throws IOException {
    Pattern told = Pattern.compile("(?m)^ *bconsole <(.+)$");
    Matcher script = told.matcher(cleaned.output());
    assertThat(script.find()).as(cleaned.output()).isTrue();
    Path file = Path.of(script.group(1));
    return site.bacula().console(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  private static String text(ByteTree of, String name) {
    return new String(of.read(name), StandardCharsets.UTF_8);
  }

  /** Of a list Bacula brought old versions of names that stand behind one of an old job. */
  @Test
  void namesThatSeveralJobsHoldComeBackInTheirNewestVersions() throws IOException {
    List<String> thrice =
        List.of(
            "plain",
            "it's \"odd\" \\ %s [x]*?",
            "blank ",
            "\u00ff\u0080",
            "line\nfeed",
            "return\r");
    List<String> all = new ArrayList<>(List.of("a once"));
    all.addAll(thrice);
    tree.mkdir("versions");
    all.forEach(name -> tree.mkdir("versions/" + name));
    all.forEach(name -> tree.write("versions/" + name + "/x", "old"));
    site.good("Full");
    all.forEach(name -> tree.removeTree("versions/" + name));
    all.forEach(name -> tree.write("versions/" + name, "1"));
    site.good("Incremental");
    for (String version : List.of("2", "3")) {
      thrice.forEach(name -> tree.write("versions/" + name, version));
      site.good("Incremental");
    }
    Path restored = site.restores().newest();
    ExactRestore exact = site.exactRestore();

    ExactRestore.Cleaned first = exact.clean(restored);
    String said = doAgain(first);
    ExactRestore.Cleaned second = exact.clean(restored);

    assertThat(first.output()).contains(all.size() + " names could not be restored");
    assertThat(second.exit()).as(said + "\n" + second.output()).isZero();
    assertThat(text(exact.within(restored), "versions/a once")).isEqualTo("1");
    for (String name : thrice) {
      assertThat(text(exact.within(restored), "versions/" + name)).as("%s", name).isEqualTo("3");
    }
  }

  /** Hazards 13 and 15, on what Bacula restores. */
  @Test
  void whatWasRemovedAndMadeAgainStaysAndDirectoriesGetTheirTimesBack() {
    tree.mkdirs("again/mt");
    tree.write("again/mt/f", "old");
    tree.write("again/mt/gone", "old");
    site.good("Full");
    tree.unlink("again/mt/f");
    tree.unlink("again/mt/gone");
    site.good("Incremental");
    tree.write("again/mt/f", "new");
    tree.chmod("again/mt", 0711);
    tree.setModified("again/mt", 1_000_000_000, 0);
    site.good("Incremental");

    ByteTree restored = site.exactRestore().run("");

    assertThat(restored.list("again/mt")).containsExactly("f");
    assertThat(text(restored, "again/mt/f")).isEqualTo("new");
    assertThat(restored.stat("again/mt").permissions()).isEqualTo(0711);
    assertThat(restored.stat("again/mt").modifyTime())
        .isEqualTo(tree.stat("again/mt").modifyTime());
  }

  /** The next job knows what was removed, so the doubt lasts for one. */
  @Test
  void aRestoreOfAJobThatWasMadeInAnOpenGapSaysSoAndTheNextOneIsExact() throws Exception {
    tree.mkdir("gap");
    tree.write("gap/stays", "old");
    tree.write("gap/goes", "old");
    tree.mkdirs("gap/from");
    tree.write("gap/from/f", "old");
    site.good("Full");
    site.stopDaemon();
    tree.unlink("gap/goes");
    tree.rename("gap/from", "gap/to");
    site.configure("[journal]", "reconcile = no");
    site.startDaemon();
    JobRow first = site.good("Incremental");
    Path inDoubt = site.restores().newest();
    ExactRestore exact = site.exactRestore();
    ExactRestore.Cleaned doubtful = exact.clean(inDoubt);
    site.stopDaemon();
    site.configure();
    site.startDaemon();
    site.awaitReconciled();
    site.good("Incremental");
    Path settled = site.restores().newest();
    ExactRestore.Cleaned sure = exact.clean(settled);

    assertThat(site.saved(first))
        .as("a moved tree is saved by times too: %s", site.explain(first))
        .contains("gap/to/f");
    assertThat(doubtful.isPartial()).as(doubtful.output()).isTrue();
    assertThat(doubtful.output()).contains("nobody can say what was removed");
    assertThat(exact.within(inDoubt).list("gap")).contains("goes", "stays", "to");
    assertThat(sure.exit()).as(sure.output()).isZero();
    assertThat(exact.within(settled).list("gap")).containsExactly("stays", "to");
  }
}
