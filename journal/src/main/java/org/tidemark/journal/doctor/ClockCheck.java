package org.tidemark.journal.doctor;

import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.store.JournalInspection;
import org.tidemark.journal.store.JournalInspection.Facts;
import org.tidemark.journal.store.StoreException;

/** Whether the clock can be believed: reconcile and audit compare it with the files' times. */
final class ClockCheck implements Check {
  /** No clock that is right can show less. */
  private static final Instant PROGRAM_WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  private static final long TOLERANCE_MILLIS = 2000;
  private static final String SET = "timedatectl set-ntp true (or: chronyc makestep)";

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    if (here.now().isBefore(PROGRAM_WRITTEN)) {
      return List.of(
          Finding.red(name(), "", "it is not " + here.now() + ": the clock is wrong", SET));
    }
    long ahead = lastRecorded(here) - here.now().toEpochMilli();
    if (ahead > TOLERANCE_MILLIS) {
      return List.of(
          Finding.red(
              name(),
              "",
              "the clock stands "
                  + ahead / 1000
                  + " s before the journal's last change: it was"
                  + " set back",
              SET + "; then tidemark audit PATH"));
    }
    return List.of(Finding.green(name(), "", shown(here.now()) + ", " + synchronization(here)));
  }

  /** 0 where there is no journal, or none that can be read, which the database's check says. */
  private static long lastRecorded(Surroundings here) {
    try {
      Optional<Facts> facts = JournalInspection.facts(here.config().state());
      return facts.map(Facts::wallMillis).orElse(0L);
    } catch (StoreException e) {
      return 0;
    }
  }

  private static String shown(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Systemd-timesyncd(8) touches this file; others leave no trace that all could read. */
  private static String synchronization(Surroundings here) {
    return Files.exists(here.file("run/systemd/timesync/synchronized"))
        ? "synchronized by systemd-timesyncd"
        : "whether it is synchronized is not known";
  }
}
