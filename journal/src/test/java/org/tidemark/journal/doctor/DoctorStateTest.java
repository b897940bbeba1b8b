package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.store.SqliteJournalStore;

/** Each finding about the state folder, its journal and the clock. */
class DoctorStateTest extends DoctorFixture {
  @Test
  void hazard24AStateFolderOnTheWatchedFilesystemIsYellow() {
    machine.watching(tree);

    assertOne(machine.findings(new StateFolderCheck()), Health.YELLOW, "freezes it", "state = ");
  }

  @Test
  void aStateFolderOnANetworkFilesystemIsRed() throws IOException {
    Files.createDirectory(machine.state());
    machine.mounted("nfs4", machine.state().toString(), "server:/export");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "another host", "state = ");
  }

  @Test
  void aStateFolderOnATmpfsIsYellow() throws IOException {
    Files.createDirectory(machine.state());
    machine.mounted("tmpfs", machine.state().toString(), "tmpfs");

    assertOne(machine.findings(new StateFolderCheck()), Health.YELLOW, "reboot", "state = ");
  }

  @Test
  void aStateFolderThatIsAFileIsRed() throws IOException {
    Files.writeString(machine.state(), "");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "cannot be written", "findmnt");
  }

  @Test
  void lessSpaceThanMinFreeIsRed() {
    machine.minFree("900000T");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "below min-free", "free space");
  }

  @Test
  void aDamagedJournalIsRed() throws IOException {
    Files.createDirectory(machine.state());
    Files.writeString(machine.state().resolve("journal.db"), "no database");

    assertOne(machine.findings(new DatabaseCheck()), Health.RED, "not an SQLite", "move it away");
  }

  @Test
  void aJournalIsReadWhileItsDaemonHasIt() throws Exception {
    machine.file("proc/locks", Files.readString(Path.of("/proc/locks")));
    try (SqliteJournalStore store = SqliteJournalStore.open(machine.state(), temp.resolve("run"))) {
      machine.file("proc/locks", Files.readString(Path.of("/proc/locks")));
      assertThat(machine.findings(new DatabaseCheck()))
          .extracting(Finding::text)
          .anyMatch(text -> text.contains(store.journalId()))
          .contains("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aClockOfAnotherCenturyIsRed() {
    machine.at(Instant.parse("1999-12-31T23:59:59Z"));

    assertOne(machine.findings(new ClockCheck()), Health.RED, "clock is wrong", "set-ntp");
  }

  @Test
  void hazard12AClockBehindTheJournalIsRed() throws Exception {
    SqliteJournalStore.open(machine.state(), temp.resolve("run")).close();
    assertGreen(machine.findings(new ClockCheck()));

    machine.at(Instant.now().minusSeconds(600));
    assertOne(machine.findings(new ClockCheck()), Health.RED, "set back", "tidemark audit");
  }
}
