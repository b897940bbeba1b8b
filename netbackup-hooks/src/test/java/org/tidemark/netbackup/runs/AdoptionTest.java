package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;

/** A full that was there before the installation. */
class AdoptionTest {
  private static final long MONDAY = System.currentTimeMillis() / 1000 - 600;

  @TempDir Path folder;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder).readingLate();
    site.tree().write("old", "1");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /** Where the journal is now. */
  private Since now() throws TidemarkException {
    ConsumerName other = new ConsumerName("somebody");
    WindowInfo window = site.client().open(OpenCall.of(other, Level.FULL, List.of(), ""));
    return new Since.After(new Position(window.journalId(), window.end()));
  }

  private void adopt(Since since) throws TidemarkException {
    new Adoption(site.surroundings()).adopt(site.installation(), since);
  }

  @Test
  void listsHoldWhatChangedSinceThenAndTheFirstImageIsTheBase() throws TidemarkException {
    Since then = now();
    site.tree().write("new", "1");
    adopt(then);

    site.backup(MONDAY);

    assertThat(site.listed()).containsExactly("new");
    assertThat(site.base()).isPresent();
    site.tree().write("newer", "1");
    site.refresh();
    assertThat(site.listed()).containsExactly("newer");
  }

  @Test
  void whatTheJournalDoesNotGoBackToIsAGap() throws TidemarkException {
    adopt(new Since.Time(Instant.EPOCH));
    site.install(site.installation().withLimits(Duration.ofSeconds(1), 1000, 100));

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("nothing vouches for");
  }

  @Test
  void anInstallationWithABaseOfItsOwnAdoptsNothing() throws TidemarkException {
    site.full(MONDAY);

    assertThatThrownBy(() -> adopt(now())).hasMessageContaining("there is a base already");
  }
}
