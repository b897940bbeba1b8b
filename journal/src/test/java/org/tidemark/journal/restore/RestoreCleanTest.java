package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;

/** What is removed and what stays, each hazard by name. */
class RestoreCleanTest {
  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.full();
  }

  @Test
  void hazard13WhatALaterWindowBroughtBackStays() throws Exception {
    on.file("data/f");
    on.file("data/g");
    on.increment(
        1,
        out -> {
          out.removed(at("f"));
          out.removed(at("g"));
        });
    on.increment(2, out -> out.created(at("f"), 'f'));
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(on.tree.walk()).containsExactly("data", "data/f");
    assertThat(on.told()).containsExactly("removed /data/g");
  }

  @Test
  void hazard13ANameAddedToAMovedTreeAfterItsNamesWereTakenStays() throws Exception {
    on.tree.mkdir("data/d");
    on.file("data/d/stale");
    on.file("data/d/moved");
    on.file("data/d/added");
    on.increment(
        1,
        out -> {
          out.created(at("d"), 'd');
          out.names(at("d"), "moved-in");
          out.name(new byte[] {'m', 'o', 'v', 'e', 'd'}, 'f');
        });
    on.increment(2, out -> out.created(at("d/added"), 'f'));
    on.clean();
    assertThat(on.tree.list("data/d")).containsExactly("added", "moved");
  }

  @Test
  void hazard13AFileThatIsNewerThanTheWordIsKeptAndReported() throws Exception {
    on.tree.mkdir("data/d");
    on.file("data/d/born-before-the-walk");
    on.tree.setModified("data/d/born-before-the-walk", RestoreFixture.MADE / 1000 + 60, 1);
    on.file("data/d/stale");
    on.increment(1, out -> out.names(at("d"), "moved-in"));
    RestoreReport report = on.clean();
    assertThat(on.tree.list("data/d")).containsExactly("born-before-the-walk");
    assertThat(on.told())
        .containsExactly("kept /data/d/born-before-the-walk", "removed /data/d/stale");
    assertThat(report.kept()).isEqualTo(1);
  }

  /** It is some program's, where a tree that is in use is restored at its place. */
  @Test
  void aSocketIsKeptWhateverItsDirectoryIsSaidToHold() throws Exception {
    on.tree.mkdir("data/d");
    on.tree.socket("data/d/live");
    on.tree.setModified("data/d/live", RestoreFixture.MADE / 1000 - 60, 1);
    on.file("data/d/stale");
    on.increment(1, out -> out.names(at("d"), "contents"));
    on.clean();
    assertThat(on.tree.list("data/d")).containsExactly("live");
    assertThat(on.told()).containsExactly("kept /data/d/live", "removed /data/d/stale");
  }

  @Test
  void hazard13ATimeThatIsStillToComeKeepsNothing() throws Exception {
    on.file("data/f");
    on.tree.setModified("data/f", 4_000_000_000L, 0);
    on.increment(1, out -> out.removed(at("f")));
    on.clean();
    assertThat(on.tree.list("data")).isEmpty();
  }

  @Test
  void hazard13ManifestsOfAnEarlierJournalSayNothing() throws Exception {
    on.file("data/f");
    Path earlier = Files.createDirectory(on.folder.resolve("earlier"));
    RestoreFixture.write(earlier, "c", "earlier", -9, Level.FULL, 0, 500, out -> {});
    RestoreFixture.write(
        earlier, "c", "earlier", -8, Level.INCREMENTAL, 500, 600, out -> out.removed(at("f")));
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(on.tree.list("data")).containsExactly("f");
  }

  @Test
  void whatWasRemovedAndMadeAgainAsADirectoryLosesItsOldNamesOnly() throws Exception {
    on.tree.mkdirs("data/d/old");
    on.file("data/d/old/x");
    on.file("data/d/new");
    on.increment(1, out -> out.removed(at("d")));
    on.increment(
        2,
        out -> {
          out.created(at("d"), 'd');
          out.created(at("d/new"), 'f');
        });
    on.clean();
    assertThat(on.tree.walk()).containsExactly("data", "data/d", "data/d/new");
  }

  @Test
  void aGapVoidsWhatWasSaidBeforeAndThatIsReported() throws Exception {
    on.file("data/f");
    on.increment(1, out -> out.removed(at("f")));
    on.increment(2, out -> out.unknown(RestoreFixture.DATA, "queue-overflow"));
    on.increment(3, out -> {});
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.tree.list("data")).containsExactly("f");
    assertThat(on.notes()).singleElement().asString().contains("nobody can say");
  }

  @Test
  void whatALaterWindowCallsGoneOnceMoreIsInDoubtNoLonger() throws Exception {
    on.file("data/f");
    on.tree.mkdirs("data/d/e");
    on.file("data/d/e/g");
    on.increment(
        1,
        out -> {
          out.removed(at("f"));
          out.removed(at("d/e"));
        });
    on.increment(2, out -> out.unknown(RestoreFixture.DATA, "queue-overflow"));
    on.increment(
        3,
        out -> {
          out.removed(at("f"));
          out.removed(at("d"));
        });
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(on.notes()).isEmpty();
    assertThat(on.tree.walk()).containsExactly("data");
  }

  @Test
  void aDirectoryThatIsThereAgainAfterAGapMayHoldWhatWasCalledGoneWithIt() throws Exception {
    on.tree.mkdirs("data/d");
    on.file("data/d/old");
    on.increment(1, out -> out.removed(at("d")));
    on.increment(2, out -> out.unknown(RestoreFixture.DATA, "queue-overflow"));
    on.increment(3, out -> out.changed(at("d"), 'd'));
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.notes()).singleElement().asString().contains("nobody can say");
    assertThat(on.tree.list("data/d")).containsExactly("old");
  }

  @Test
  void aChainThatBeginsWithAnIncrementalOfTheProductIsReported() throws Exception {
    on.file("data/f");
    on.file("data/removed-before-the-first-manifest");
    on.raisedToFull(1, 10);
    on.increment(1, out -> out.removed(at("f")));

    RestoreReport report = on.clean();

    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.notes())
        .singleElement()
        .asString()
        .contains("no full of the product", "trees that were moved in that time may be missing");
    assertThat(on.tree.list("data")).containsExactly("removed-before-the-first-manifest");
  }

  @Test
  void excludedNamesOfAnOlderFullStay() throws Exception {
    on.tree.mkdirs("data/d/cache");
    on.file("data/d/cache/x");
    on.increment(
        1,
        out -> {
          out.names(at("d"), "moved-in");
          out.name("cache".getBytes(StandardCharsets.US_ASCII), 'x');
        });
    on.clean();
    assertThat(on.tree.walk()).contains("data/d/cache/x");
  }

  /** The product did not restore that job, so what only that one saved is missing. */
  @Test
  void aHoleThatTheOwnStateClosesIsSaidAndNotVouchedFor() throws Exception {
    on.file("data/f");
    on.increment(1, out -> out.removed(at("f")));
    on.increment(2, out -> out.removed(at("g")));
    on.restored("1.manifest");
    on.restored("3.manifest");

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.notes())
        .singleElement()
        .asString()
        .contains("2.manifest is not in the restored tree");
    assertThat(on.tree.list("data")).isEmpty();
  }

  @Test
  void whatTheNewestBackupInTheTreeSaidOfItselfIsSaidAgain() throws Exception {
    on.increment(1, out -> {});
    on.restored("1.manifest");
    on.restored("2.manifest");
    warnings("c", "it skipped a file");
    warnings("other", "what the restored tree does not hold");
    Path restored = on.restored("newest.warnings");
    warnings("c");

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.notes()).containsExactly("job 7: it skipped a file");

    Files.delete(restored);
    on.restored("newest.warnings");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  private void warnings(String consumer, String... what) throws Exception {
    new BackupWarnings(consumer, "job 7", List.of(what))
        .write(on.folder.resolveSibling(consumer).resolve("newest.warnings"));
  }

  @Test
  void hazard15DirectoriesGetTheAttributesOfTheLastManifestThatHasThem() throws Exception {
    on.tree.mkdirs("data/d/e");
    on.file("data/d/e/gone");
    on.tree.setAttribute("data/d", "user.stale", new byte[] {1});
    on.increment(1, out -> describe(out, "d", 0700));
    on.increment(
        2,
        out -> {
          out.removed(at("d/e/gone"));
          describe(out, "d/e", 0711);
          describe(out, "d", 02750);
        });
    RestoreReport report = on.clean();
    FileStat stat = on.tree.stat("data/d");
    assertThat(stat.permissions()).isEqualTo(02750);
    assertThat(stat.user()).isEqualTo(1234);
    assertThat(stat.group()).isEqualTo(4321);
    assertThat(stat.modifySeconds()).isEqualTo(-5);
    assertThat(stat.modifyNanos()).isEqualTo(123_456_789);
    assertThat(on.tree.attributes("data/d")).containsOnlyKeys("user.set");
    assertThat(on.tree.stat("data/d/e").modifyNanos()).isEqualTo(123_456_789);
    assertThat(report.directories()).isEqualTo(2);
    assertThat(on.clean().directories()).as("done again").isZero();
  }

  private static void describe(org.tidemark.journal.list.ManifestWriter out, String name, int mode)
      throws java.io.IOException {
    long[] times = {1, 2, -5, 123_456_789};
    out.attributes(at(name), mode, 1234, 4321, times, Map.of("user.set", new byte[] {7, 0}));
  }

  @Test
  void hazard15ADirectoryThatNoManifestDescribesKeepsTheTimeThatWasRestored() throws Exception {
    on.tree.mkdir("data/d");
    on.file("data/d/gone");
    on.tree.setModified("data/d", 1_600_000_000L, 0);
    on.increment(1, out -> out.removed(at("d/gone")));
    on.clean();
    assertThat(on.tree.stat("data/d").modifySeconds()).isEqualTo(1_600_000_000L);
  }

  @Test
  void neitherLinksAreFollowedNorIsTheFolderLeft() throws Exception {
    Path outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    Files.writeString(outside.resolve("f"), "precious");
    Files.setLastModifiedTime(outside.resolve("f"), java.nio.file.attribute.FileTime.fromMillis(1));
    on.tree.symlink(outside.toString(), "data/link");
    on.tree.symlink("/", "data/up");
    on.increment(
        1,
        out -> {
          out.removed(at("link/f"));
          out.removed(at("up" + outside + "/f"));
          out.names(at("link"), "moved-in");
          describe(out, "link", 0700);
        });
    on.clean();
    assertThat(outside.resolve("f")).exists();
    assertThat(Files.getAttribute(outside, "unix:uid")).isEqualTo(0);
  }

  @Test
  void aDryRunTellsTheSameAndChangesNothing() throws Exception {
    on.tree.mkdir("data/d");
    on.file("data/d/x");
    on.tree.mkdir("data/f");
    on.increment(
        1,
        out -> {
          out.removed(at("d"));
          out.created(at("f"), 'f');
        });
    on.dry().clean();
    var told = java.util.List.copyOf(on.told());
    assertThat(told)
        .containsExactly(
            "removed /data/d/x", "removed /data/d", "removed /data/f", "fetch /data/f");
    assertThat(on.tree.walk()).containsExactly("data", "data/d", "data/d/x", "data/f");
    assertThat(Path.of(on.tree.top().latin1() + ".fetch")).doesNotExist();
    on.wet().clean();
    assertThat(on.told()).isEqualTo(told);
  }
}
