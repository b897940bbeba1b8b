package org.tidemark.journal.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.store.JournalInspection;
import org.tidemark.journal.store.JournalInspection.Facts;
import org.tidemark.journal.store.StoreException;

/** Whether SQLite works and the journal can be read, and who writes it. */
final class DatabaseCheck implements Check {
  @Override
  public String name() {
    return "database";
  }

  @Override
  public List<Finding> look(Surroundings here) throws StoreException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.green(name(), "", "SQLite " + JournalInspection.libraryVersion() + " loads"));
    String state = here.state().toString();
    Optional<Facts> facts = JournalInspection.facts(here.config().state());
    findings.add(
        facts
            .map(found -> journal(state, found))
            .orElseGet(() -> Finding.green(name(), state, "there is no journal yet")));
    StateLockHolder.pid(here)
        .ifPresent(pid -> findings.add(Finding.green(name(), state, "in use by process " + pid)));
    return findings;
  }

  private Finding journal(String state, Facts facts) {
    String text = "journal " + facts.journalId() + " can be read, position " + facts.lastSequence();
    return facts.openGaps() == 0
        ? Finding.green(name(), state, text)
        : Finding.yellow(
            name(),
            state,
            text + ", " + facts.openGaps() + " open gaps",
            "tidemark status shows them");
  }
}
