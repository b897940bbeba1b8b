package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/** Two policies with lists that have one true full: what is wrong with one is not the other's. */
class SeveralInstallationsTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;

  @TempDir Path folder;
  private HookSite site;
  private JobFacts job;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
    Installation other =
        Installation.of(
            site.installation().openv(),
            "another",
            "nightly",
            Level.INCREMENTAL,
            HookSite.BASE,
            HookSite.WEEKLY);
    Installations installations = Installations.in(site.state());
    installations.save(other);
    assertThat(installations.all().get(0)).as("it comes first").isEqualTo(other);
    job = site.job(SUNDAY);
    assertThat(site.startFull(job).why()).doesNotContain("NO NEW BASE");
    Path runs = installations.folder(other.consumer()).resolve("runs.json");
    assertThat(runs).exists();
    Files.writeString(runs, "{ broken");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void ended() {
    assertThatThrownBy(() -> site.endFull(job, 0)).hasMessageContaining("cannot read");
  }

  private String confirm(String... words) {
    List<String> all =
        new ArrayList<>(List.of("netbackup", "confirm", "--state", site.state().toString()));
    all.addAll(List.of(words));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Main.run(all, out, new PrintStream(out, true, StandardCharsets.UTF_8));
    String said = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(code).as(said).isNotZero();
    return said;
  }

  @Test
  void theEndOfAFullIsNotedForTheOther() throws TidemarkException {
    ended();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void theWordOfThePrimaryIsTakenForTheOther() throws TidemarkException {
    ended();

    String said =
        confirm("--policy=" + HookSite.BASE, "--schedule=" + HookSite.WEEKLY, "--status=0");

    assertThat(said).contains("another/nightly: cannot read");
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  /** There is no program that could list images here, so that is what is said of the other. */
  @Test
  void imagesAreLookedForForTheOther() {
    ended();

    assertThat(confirm())
        .contains("another/nightly: cannot read")
        .contains(HookSite.POLICY + "/" + HookSite.SCHEDULE + ": cannot list the images");
  }
}
