package org.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tidemark.bench.Size;
import org.tidemark.bench.machine.Machine;
import org.tidemark.bench.report.LeastSquares.Point;

final class ReportTest {
  private static final Machine MACHINE = new Machine(2, 8000, "6.1.0", "ext4");
  private static final Row ROW =
      Rows.of(
          new Goal.RatioAtMost("ours", "peer", 0.4, "at most 0.4x"),
          Measured.of("ours", List.of(1.0, 3.0, 2.0)),
          Measured.of("peer", List.of(4.0)),
          Measured.failed("other", "failed: no end within 9 s"));

  private static Run run(Row... rows) {
    return new Run(MACHINE, Size.usual(), 600, List.of(rows));
  }

  @Test
  void theMarkdownSaysWhatWasMeasuredAndWhetherTheGoalWasReached() {
    assertThat(MarkdownReport.of(run(ROW), Notes.none()))
        .contains("2 cores, 8 GB of memory, Linux 6.1.0, ext4")
        .contains("| suite/row | at most 0.4x | 0.500x | NOT reached |")
        .contains("| ours | 2.00 | 1.00 | 3.00 | 0.500 | 3 |")
        .contains("| other | failed: no end within 9 s |")
        .contains("a note")
        .doesNotContain("Reason");
  }

  @Test
  void aBarIsAsLongAsItsValue() {
    assertThat(MarkdownReport.bar(2, 4)).hasSize(15);
    assertThat(MarkdownReport.bar(4, 4)).hasSize(30);
    assertThat(MarkdownReport.bar(0.001, 4)).hasSize(1);
  }

  @Test
  void aReasonStandsAtItsRowAndTheRestOfTheNotesAtTheEnd() {
    Notes notes = Notes.parse("## What helped\n\nThis.\n\n## reason: suite/row\n\nSlow disk.\n");
    assertThat(notes.reasons()).isEqualTo(Map.of("suite/row", "Slow disk."));
    assertThat(MarkdownReport.of(run(ROW), notes))
        .contains("**Reason.** Slow disk.")
        .endsWith("## What helped\n\nThis.\n");
  }

  @Test
  void aHeadingEndsAReason() {
    Notes notes = Notes.parse("## reason: a/b\nOne.\n## Other\nTwo.\n");
    assertThat(notes.reasons()).containsEntry("a/b", "One.");
    assertThat(notes.rest()).isEqualTo("## Other\nTwo.");
  }

  @Test
  void theJsonHoldsAllValues() {
    JsonObject all = JsonParser.parseString(JsonReport.of(run(ROW))).getAsJsonObject();
    JsonObject row = all.getAsJsonArray("rows").get(0).getAsJsonObject();
    JsonObject ours = row.getAsJsonArray("contenders").get(0).getAsJsonObject();
    assertThat(all.getAsJsonObject("machine").get("cores").getAsInt()).isEqualTo(2);
    assertThat(ours.getAsJsonArray("values")).hasSize(3);
    assertThat(ours.get("ratio").getAsDouble()).isEqualTo(0.5);
    assertThat(row.getAsJsonArray("goals").get(0).getAsJsonObject().get("outcome").getAsString())
        .isEqualTo("NOT_REACHED");
  }

  @Test
  void aRowWithCurvesIsPlotted() {
    Curve curve = new Curve("ours", List.of(new Point(1000, 0.1), new Point(10_000, 0.1)));
    Row row = new Row("scale", "list", "how", "s", "", List.of(), List.of(), "", List.of(curve));
    assertThat(MarkdownReport.of(run(row), Notes.none())).contains("(benchmarks-scale-list.svg)");
    assertThat(SvgPlot.of(row)).startsWith("<svg").contains("polyline").endsWith("</svg>\n");
  }

  @Test
  void theTableForTheTerminalNamesEachContender() {
    assertThat(TextTable.of(ROW))
        .contains("ours", "peer", "failed: no end", "NOT reached (0.500x)");
  }
}
