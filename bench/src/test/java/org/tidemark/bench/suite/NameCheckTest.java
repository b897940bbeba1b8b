package org.tidemark.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.bench.report.Measured;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

final class NameCheckTest {
  @TempDir private Path folder;

  private final NameCheck check = new NameCheck();

  private void listed(EntryKind kind, String path) {
    check.add(Entry.of(kind, PathBytes.ofUtf8(path), Reason.CHANGED));
  }

  private NameCheck.Result against(String... records) throws Exception {
    Path written = folder.resolve("names");
    Files.writeString(written, String.join("\0", records) + "\0");
    return check.against(written);
  }

  @Test
  void aNameOfTheWrongKindIsLost() throws Exception {
    listed(EntryKind.OBJECT, "/t/a");
    listed(EntryKind.REMOVED, "/t/b");
    assertThat(against("+ /t/a", "- /t/b")).isEqualTo(new NameCheck.Result(2, 0));
    assertThat(against("- /t/a", "+ /t/b", "+ /t/c")).isEqualTo(new NameCheck.Result(3, 3));
  }

  @Test
  void aDirectoryToBeComparedCoversWhatIsBelow() throws Exception {
    listed(EntryKind.SUBTREE, "/t/d");
    assertThat(against("+ /t/d/e/f", "- /t/d/g", "+ /t/dd")).isEqualTo(new NameCheck.Result(3, 1));
  }

  @Test
  void ratiosAreThoseOfTheSameRound() {
    List<Measured> ratios =
        WriterCostSuite.ratios(
            List.of(
                Measured.of("alone", List.of(1.0, 2.0)),
                Measured.of("beside", List.of(2.0, 3.0)),
                Measured.failed("other", "failed: it")));
    assertThat(ratios.get(1).values()).containsExactly(2.0, 1.5);
    assertThat(ratios.get(2).failure()).isEqualTo("failed: it");
  }

  @Test
  void theFirstRoundOfTheStoreOnlyWarmsUp() {
    String printed =
        """
        {"contender":"plain","phase":"insert","round":0,"rows":10,"seconds":9}
        {"contender":"plain","phase":"insert","round":1,"rows":10,"seconds":2}
        """;
    assertThat(StoreSpeed.parse(printed).get("insert").get("plain")).containsExactly(5.0);
  }
}
