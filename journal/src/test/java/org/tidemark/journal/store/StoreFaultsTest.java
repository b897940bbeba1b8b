package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.model.ChangeBits.CONTENT;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;

/** What goes wrong with files and disks is one clear message, and nothing is half written. */
class StoreFaultsTest {
  @TempDir Path scratch;
  private StoreFixture fixture;
  private Path mounted;

  @BeforeEach
  void prepare() {
    fixture = new StoreFixture(scratch);
  }

  @AfterEach
  void release() throws Exception {
    fixture.close();
    if (mounted != null) {
      run("umount", mounted.toString());
    }
  }

  private static void assertUnusable(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.STATE_UNUSABLE);
              assertThat(e.getMessage()).contains(part);
              assertThat(e.hint()).isNotEmpty();
            });
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }

  private void mountSmall(String options) throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "mounting a tmpfs needs root");
    mounted = Files.createDirectory(scratch.resolve("mounted"));
    run("mount", "-t", "tmpfs", "-o", options, "none", mounted.toString());
  }

  private Path database() {
    return fixture.state.resolve("journal.db");
  }

  private void overwrite(long at, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
  }

  /** Such a file was put there by somebody: nothing says that it was another one. */
  private void assertRefusedAndUntouched(String part) throws IOException {
    Files.delete(fixture.state.resolve(PageSums.NAME));
    byte[] before = Files.readAllBytes(database());
    assertUnusable(fixture::open, part);
    assertThat(Files.readAllBytes(database())).isEqualTo(before);
  }

  @Test
  void aDatabaseOfANewerVersionIsRefusedAndLeftAsItIs() throws Exception {
    fixture.open().close();
    overwrite(60, new byte[] {0, 0, 0, 99});

    assertRefusedAndUntouched("schema version 99");
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() throws Exception {
    fixture.open().close();
    overwrite(68, new byte[] {1, 2, 3, 4});

    assertRefusedAndUntouched("another program");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    fixture.open().close();
    Files.writeString(database(), "not a database".repeat(100));

    assertRefusedAndUntouched("not an SQLite database");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 17, 60, 68})
  void aHeaderThatWasAnotherOneIsDamageAndIsSetAside(long at) throws Exception {
    fixture.open();
    String id = fixture.store.journalId();
    fixture.store.close();
    overwrite(at, new byte[] {99});

    assertThat(fixture.open().journalId()).isNotEqualTo(id);
    assertThat(fixture.store.setAside()).isPresent();
  }

  @Test
  void aTruncatedDatabaseIsSetAsideAndANewJournalBegins() throws Exception {
    fixture.open();
    fixture.fill("/d", 10_000);
    fixture.store.close();
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      file.setLength(8192);
    }

    assertThat(fixture.open().start().newJournal()).isTrue();
    assertThat(fixture.store.setAside()).hasValueSatisfying(kept -> assertThat(kept).hasSize(8192));
    assertThat(fixture.change("/f", CONTENT)).isEqualTo(1);
  }

  @Test
  void aRefusedDatabaseIsNotLocked() throws Exception {
    fixture.open().close();
    byte[] good = Files.readAllBytes(database());
    Path sums = fixture.state.resolve(PageSums.NAME);
    byte[] goodSums = Files.readAllBytes(sums);
    overwrite(68, new byte[] {1, 2, 3, 4});
    Files.delete(sums);
    assertUnusable(fixture::open, "another program");
    Files.write(sums, goodSums);
    Files.write(database(), good);

    assertThat(fixture.open().start().cleanStop()).isTrue();
  }

  @Test
  void damageInTheRowsIsReportedWhenItIsMet() throws Exception {
    fixture.open();
    fixture.fill("/d", 20_000);
    fixture.store.close();
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 0xA5);
    long size = Files.size(database());
    for (long page = 56 * 4096; page < size; page += 4096) {
      overwrite(page, noise);
    }
    fixture.open();

    assertUnusable(() -> fixture.rowsAfter(0), "SQLITE_CORRUPT");
    assertUnusable(() -> fixture.fill("/d", 20_000), "SQLITE_CORRUPT");
  }

  @Test
  void anInterruptedCreationIsBegunAgain() throws Exception {
    Files.createDirectory(fixture.state);
    Files.writeString(fixture.state.resolve("journal.db.new"), "half a database");
    Files.createFile(database());

    assertThat(fixture.open().start().newJournal()).isTrue();
    assertThat(fixture.change("/f", CONTENT)).isEqualTo(1);
  }

  @Test
  void aSecondDaemonOnTheSameStateIsRefusedWithThePidOfTheFirst() throws Exception {
    fixture.open();

    assertUnusable(
        () -> SqliteJournalStore.open(fixture.state, scratch.resolve("run-2")),
        "process " + ProcessHandle.current().pid());
    assertThat(fixture.change("/f", CONTENT)).isEqualTo(1);
  }

  @Test
  void aStatePathMayHoldWhatUrlsDoNot() throws Exception {
    fixture.state = scratch.resolve("a?b=c#d%41 'e'");
    fixture.open();
    fixture.change("/f", CONTENT);

    assertThat(fixture.reopen().lastSequence()).isEqualTo(1);
    assertThat(database()).isNotEmptyFile();
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() throws Exception {
    mountSmall("size=4m,ro");
    fixture.state = mounted.resolve("state");

    assertUnusable(fixture::open, "Read-only");
  }

  @Test
  void aLibraryThatCannotBeLoadedNamesItsFolder() throws Exception {
    mountSmall("size=8m,noexec");
    Path output = scratch.resolve("output");
    // In a process of its own: in ours the library is loaded already.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.sqlite.tmpdir=" + mounted,
                "-cp",
                System.getProperty("java.class.path"),
                SyncingProgram.class.getName(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(output).content().contains("loading the SQLite library from " + mounted);
  }

  @Test
  void afterAFullDiskTheStoreGoesOnAndNothingIsHalfWritten() throws Exception {
    mountSmall("size=8m");
    fixture.state = mounted.resolve("state");
    fixture.run = scratch.resolve("run");
    fixture.open();
    long kept = fixture.fill("/kept", 100);
    Path ballast = fillUp();

    assertUnusable(() -> fixture.fill("/lost", 50_000), "SQLITE_FULL");
    long spent = fixture.store.lastSequence();
    assertThat(spent).isGreaterThan(kept);
    Files.delete(ballast);
    fixture.store.openGap(StoreFixture.path("/lost"), Reason.STORE_ERROR);
    long after = fixture.fill("/lost", 10);

    assertThat(after).isGreaterThan(spent);
    assertThat(fixture.rowsAfter(0)).hasSize(110);
    fixture.reopen();
    assertThat(fixture.rowsAfter(kept)).hasSize(10);
    assertThat(fixture.store.lastSequence()).isEqualTo(after);
  }

  /** Leaves a megabyte: the WAL fits in for a while and then does not. */
  private Path fillUp() throws IOException {
    Path ballast = mounted.resolve("ballast");
    long room = Files.getFileStore(mounted).getUsableSpace() - (1 << 20);
    Files.write(ballast, new byte[(int) room]);
    return ballast;
  }
}
