package org.tidemark.netbackup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

class InstallationsTest {
  private static final Openv OPENV = new Openv(Path.of("/usr/openv"));

  @TempDir private Path state;

  private static Installation installation(String policy, String schedule) {
    return Installation.of(OPENV, policy, schedule, Level.INCREMENTAL, "weekly", "full");
  }

  @Test
  void givesBackWhatWasSaved() throws Exception {
    Installation saved =
        installation("a \"b\" \u00c3\u00a9'", "s.t")
            .withReads(ReadOrder.LATE)
            .withWalkOnGap(true)
            .withLimits(Duration.ofSeconds(77), 5, 6)
            .withPaths(List.of(PathBytes.ofLatin1("/srv/\u00ff\n")))
            .withJobs("client", Optional.of(new UserRoute("u", "v")), true);
    Installations all = Installations.in(state);
    all.save(saved);
    all.save(installation("other", "s"));

    assertThat(all.find(saved.policy(), "s.t")).contains(saved);
    assertThat(all.find(saved.policy(), "s")).isEmpty();
    assertThat(all.basedOn("weekly", "full")).hasSize(2).contains(saved);
    assertThat(all.basedOn("weekly", "incr")).isEmpty();
    all.remove(saved);
    assertThat(all.all()).containsExactly(installation("other", "s"));
  }

  @Test
  void knowsNothingInAnEmptyStateFolder() throws Exception {
    assertThat(Installations.in(state.resolve("none")).all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"format\":2}", "{\"format\":1,\"openv\":[]}"})
  void refusesAFileThatItDidNotWrite(String content) throws Exception {
    Installations all = Installations.in(state);
    all.save(installation("p", "s"));
    Files.writeString(
        all.folder(installation("p", "s").consumer()).resolve("installation.json"), content);

    assertThatThrownBy(all::all)
        .isInstanceOfSatisfying(
            TidemarkException.class,
            broken -> assertThat(broken.exitCode()).isEqualTo(ExitCode.STATE_UNUSABLE));
  }

  @ParameterizedTest
  @CsvSource({
    "mail, nightly, netbackup:mail/nightly",
    "a.b, c-d_e, netbackup:a.b/c-d_e",
    "a b, 'x''y', netbackup:a%20b/x%27y",
    "a%20b, s+t, netbackup:a%2520b/s%2Bt",
  })
  void namesAConsumerAfterPolicyAndSchedule(String policy, String schedule, String consumer) {
    assertThat(installation(policy, schedule).consumer().text()).isEqualTo(consumer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a\nb", "a\u007f", "\u00ff"})
  void refusesNamesThatAreNoFileNames(String name) {
    assertThatThrownBy(() -> installation(name, "s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> installation("p", name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> installation("weekly", "s")).hasMessageContaining("another policy");
    assertThatThrownBy(() -> Installation.of(OPENV, "p", "s", Level.FULL, "w", "f"))
        .hasMessageContaining("level");
    assertThatThrownBy(() -> installation("p".repeat(250), "s")).hasMessageContaining("consumer");
  }

  @Test
  void namesFilesAsNetBackupLooksForThem() {
    String utf8 = "\u00c3\u00a9";
    assertThat(OPENV.startHook("P", "S.t"))
        .hasToString("/usr/openv/netbackup/bin/bpstart_notify.P.S.t");
    assertThat(OPENV.endHook("P", "S")).hasToString("/usr/openv/netbackup/bin/bpend_notify.P.S");
    assertThat(OPENV.includeList("P", utf8))
        .hasToString("/usr/openv/netbackup/include_list.P.\u00e9");
    assertThat(OPENV.excludeList("P", "S")).hasToString("/usr/openv/netbackup/exclude_list.P.S");
    assertThat(OPENV.adminCommand("bppllist"))
        .hasToString("/usr/openv/netbackup/bin/admincmd/bppllist");
  }
}
