package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.model.ChangeBits.CREATED;
import static org.tidemark.journal.model.ChangeBits.DIRECTORY;
import static org.tidemark.journal.model.ChangeBits.SUBTREE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Reason;

/** Hazard 12: what the journal remembers of filesystems, and what it takes back after a crash. */
class WitnessLogTest {
  private static final String EXT4 = "ext4 uuid=1";

  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  private static Witness witness(String path, long inode, long nanos) {
    return new Witness(EXT4, StoreFixture.path(path), inode, nanos);
  }

  private WitnessLog log() {
    return fixture.store.witnesses();
  }

  @Test
  void aNewerLookReplacesTheOlder() throws Exception {
    log().note(List.of(witness("/f", 12, 100)));
    log().note(List.of(witness("/f", 12, 200)));
    log().note(List.of(witness("/g", 13, 100)));
    log().note(List.of(witness("/g", 14, 50)));

    assertThat(log().of(EXT4))
        .containsExactlyInAnyOrder(witness("/f", 12, 200), witness("/g", 14, 50));
    assertThat(log().of("xfs uuid=2")).isEmpty();
  }

  @Test
  void anOlderTimeOfTheSameInodeIsEvidenceThatIsNotOverwritten() throws Exception {
    log().note(List.of(witness("/f", 12, 200)));
    log().note(List.of(witness("/f", 12, 100)));

    assertThat(log().of(EXT4)).containsExactly(witness("/f", 12, 200));
  }

  @Test
  void onlySomeAreKeptAndNotOnlyTheNewest() throws Exception {
    for (int round = 0; round < 100; round++) {
      List<Witness> some = new ArrayList<>();
      for (int file = 0; file < 16; file++) {
        some.add(witness("/f" + round + "-" + file, file, round));
      }
      log().note(some);
    }

    List<Witness> kept = log().of(EXT4);
    assertThat(kept).hasSize(WitnessLog.MOST);
    assertThat(kept).anyMatch(one -> one.changeNanos() < 66);
  }

  @Test
  void whatWasSeenOfAFilesystemKnowsItsBoot() throws Exception {
    assertThat(log().filesystem(EXT4)).isEmpty();
    log().noteFilesystem(EXT4, 5, "mounts=1");
    fixture.reopen();
    assertThat(log().filesystem(EXT4)).contains(new FilesystemRow(EXT4, true, 5, "mounts=1"));
    fixture.store.close();
    fixture.reboot();
    fixture.open();
    assertThat(log().filesystem(EXT4)).contains(new FilesystemRow(EXT4, false, 5, "mounts=1"));
  }

  @Test
  void changesOfTheLastMinutesCountAgainAndOlderOnesDoNot() throws Exception {
    fixture.change("/old", CONTENT);
    fixture.store.noteClock(fixture.millis());
    fixture.pass(600_000);
    fixture.store.noteClock(fixture.millis());
    fixture.change("/new", CONTENT);
    fixture.change("/tree", CREATED | DIRECTORY | SUBTREE, Reason.MOVED_IN);
    long base = fixture.store.lastSequence();

    assertThat(fixture.store.repeatSince(fixture.millis() - 120_000)).isEqualTo(2);

    assertThat(fixture.pathsAfter(base)).containsExactly("/new", "/tree");
    assertThat(fixture.rowsAfter(base))
        .filteredOn(row -> row.name().equals("tree"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.created()).isGreaterThan(base);
              assertThat(row.subtree()).isGreaterThan(base);
              assertThat(row.contents()).isZero();
            });
  }
}
