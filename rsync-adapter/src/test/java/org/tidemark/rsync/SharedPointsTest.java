package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;

/** A folder that two mirrors are told to keep their points in. */
class SharedPointsTest {
  /** What an earlier version did not write. */
  private static final String FORGET_OWNER = "sed -i '3,$d' points/format";

  private static final int REFUSED = ExitCode.REFUSED.number();

  @TempDir private Path temporary;
  private Mirrored one;
  private Mirrored other;

  @BeforeEach
  void makeTrees() throws Exception {
    one = made("one");
    other = made("other");
    other.journal.isAnotherJournal();
  }

  private Mirrored made(String name) throws Exception {
    Mirrored tree = new Mirrored(Files.createDirectory(temporary.resolve(name)));
    tree.shell("echo 1 >src/a");
    return tree;
  }

  private String points() {
    return one.folder.parent().latin1() + "/points";
  }

  private BackupRequest request(Mirrored tree, String destination, boolean adopt) {
    BackupRequest plain = tree.request();
    return new BackupRequest(
        plain.consumer(),
        plain.source(),
        destination,
        Level.INCREMENTAL,
        adopt,
        false,
        UserOptions.NONE,
        new BackupRequest.PointsChoice(true, points()));
  }

  private Mirrored.Outcome backup(Mirrored tree) throws Exception {
    return tree.backup(request(tree, tree.mirror.latin1(), false));
  }

  private void mustBackUp(Mirrored tree) throws Exception {
    Mirrored.Outcome outcome = backup(tree);
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
    tree.shell("echo more >>src/a");
    tree.journal.lists(tree.object("a"));
  }

  private LiveDaemon.Result tidemark(Mirrored tree, String line) {
    List<String> all = new ArrayList<>(List.of("rsync"));
    all.addAll(List.of(line.split(" ")));
    all.addAll(List.of("--dest", tree.mirror.latin1(), "--points", points()));
    return LiveDaemon.tidemark(tree.state, all.toArray(new String[0]));
  }

  private String steps() throws Exception {
    return one.shell("cd ../points; ls -d 0*");
  }

  private void inPlaceOfPoints(String script) throws Exception {
    one.shell("cd ..; " + script);
  }

  @Test
  void theSecondMirrorIsRefusedBeforeAnythingIsTouched() throws Exception {
    mustBackUp(one);
    Mirrored.Outcome refused = backup(other);
    assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.text()).contains("of the mirror " + one.mirror, "--points");
    assertThat(other.shell("ls")).isEqualTo("src\nstate\n");
    assertThat(backup(other).code()).isEqualTo(ExitCode.REFUSED);
    mustBackUp(one);
    assertThat(steps()).isEqualTo("00000001\n00000002\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "points",
        "restore --at 1 --to /nonexistent/x",
        "expire --keep-last 1",
        "expire --keep-daily 30 --dry-run",
        "verify",
        "verify --at 1"
      })
  void noCommandUsesTheFolderOfAnotherMirror(String line) throws Exception {
    mustBackUp(one);
    mustBackUp(one);
    other.full();
    String asked = line.replace("/nonexistent", other.folder.latin1());
    LiveDaemon.Result refused = tidemark(other, asked);
    assertThat(refused.code()).as(refused.toString()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(refused.err()).contains("of the mirror " + one.mirror);
    assertThat(steps()).isEqualTo("00000001\n00000002\n");
    LiveDaemon.Result own = tidemark(one, asked);
    assertThat(own.code()).as(own.toString()).isZero();
  }

  @Test
  void aFolderOfAnEarlierVersionStaysThatOfItsMirror() throws Exception {
    mustBackUp(one);
    mustBackUp(one);
    inPlaceOfPoints(FORGET_OWNER);
    other.full();
    assertThat(tidemark(other, "expire --keep-last 1").code()).isEqualTo(REFUSED);
    assertThat(backup(other).code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tidemark(one, "expire --keep-last 1").code()).isZero();
    assertThat(steps()).isEqualTo("00000002\n");
    mustBackUp(one);
    LiveDaemon.Result refused = tidemark(other, "expire --keep-last 1");
    assertThat(refused.err()).contains("of the mirror " + one.mirror);
  }

  /** They were filled in turn, as they could be before. */
  @Test
  void noMirrorTakesAFolderOfAnEarlierVersionThatHoldsStepsOfTwo() throws Exception {
    mustBackUp(one);
    inPlaceOfPoints("mv points kept");
    mustBackUp(other);
    inPlaceOfPoints("mv points/00000001 kept/00000002; rm -r points; mv kept points");
    inPlaceOfPoints(FORGET_OWNER);
    for (Mirrored tree : List.of(one, other)) {
      Mirrored.Outcome refused = backup(tree);
      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.text()).contains("nothing says that all steps");
      assertThat(tidemark(tree, "expire --keep-last 1").code()).isEqualTo(REFUSED);
    }
    assertThat(steps()).isEqualTo("00000001\n00000002\n");
    LiveDaemon.Result restored = tidemark(one, "restore --at 1 --to " + one.folder + "/out");
    assertThat(restored.code()).as(restored.toString()).isZero();
  }

  @Test
  void aMirrorThatWasMovedWithItsMarkerKeepsItsFolder() throws Exception {
    mustBackUp(one);
    one.shell("mv dst moved; mv dst.tidemark moved.tidemark");
    String moved = one.folder.latin1() + "/moved";
    LiveDaemon.Result listed =
        LiveDaemon.tidemark(
            one.state, "rsync", "points", "--dest", moved, "--points", points(), "--json");
    assertThat(listed.out()).as(listed.toString()).contains("\"restorable\":true");
    Mirrored.Outcome outcome = one.backup(request(one, moved, true));
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.DONE);
    assertThat(one.shell("sed -n 4p ../points/format")).isEqualTo(moved + "\n");
  }

  @Test
  void aMirrorThatIsMadeAnewAtItsPlaceKeepsItsFolder() throws Exception {
    mustBackUp(one);
    one.shell("rm -r dst dst.tidemark; mkdir dst; rm -r state/rsync/mirrors");
    mustBackUp(one);
    mustBackUp(one);
    assertThat(steps()).isEqualTo("00000001\n00000002\n00000003\n");
  }
}
