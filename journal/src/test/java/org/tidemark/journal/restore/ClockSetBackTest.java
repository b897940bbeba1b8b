package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.restore.RestoreFixture.MADE;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;

/** The host's clock was an hour ahead, and was set right between two backups. */
class ClockSetBackTest {
  private static final long AHEAD = MADE + 3_600_000;

  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.madeAt(AHEAD, 1, Level.FULL, 0, 10, out -> {});
    on.file("data/gone");
    on.file("data/kept");
  }

  @Test
  void whatWasRemovedAfterAFullThatSeemsToBeNewerGoes() throws Exception {
    on.increment(1, out -> out.removed(at("gone")));

    RestoreReport report = on.clean();

    assertThat(on.told()).containsExactly("removed /data/gone");
    assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void ofTwoFullsTheOneThatWasListedLaterBegins() throws Exception {
    on.increment(1, out -> out.removed(at("kept")));
    on.manifest(3, Level.FULL, 0, 30, out -> {});
    on.manifest(4, Level.INCREMENTAL, 30, 40, out -> out.removed(at("gone")));

    RestoreReport unused = on.clean();

    assertThat(on.told()).containsExactly("removed /data/gone");
  }

  /** The own state has manifests of what was not restored, too. */
  @Test
  void aHoleIsNotClosedWithWhatCameAfterTheRestoredState() throws Exception {
    on.increment(1, out -> out.removed(at("gone")));
    on.increment(2, out -> {});
    on.increment(3, out -> out.removed(at("kept")));
    Path first = on.restored("1.manifest");
    Path newest = on.restored("3.manifest");
    assertThat(first).isNotEqualTo(newest);

    RestoreReport report = on.clean();

    assertThat(on.told()).containsExactly("removed /data/gone");
    assertThat(on.notes()).anyMatch(note -> note.contains("2.manifest is not in the restored"));
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
  }
}
