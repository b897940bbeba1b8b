package org.tidemark.journal.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.tidemark.journal.audit.AuditBase;
import org.tidemark.journal.audit.AuditReport;
import org.tidemark.journal.audit.AuditSink;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;

/** Prints what an audit finds as it is found: lines for people, or JSON. Thread-safe. */
final class AuditOutput implements AuditSink {
  private final Console console;
  private final boolean json;

  AuditOutput(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /** What comes first. */
  void begin(AuditBase base) {
    Instant time = Instant.ofEpochMilli(base.millis());
    JsonObject line = line("base");
    line.addProperty("position", base.sequence());
    line.addProperty("time", time.toString());
    line.addProperty("full", base.full());
    print(
        line,
        base.full()
            ? "# the next window lists everything: nothing can be missing"
            : "# what is newer than " + time + " must be listed after position " + base.sequence());
  }

  @Override
  public void miss(Evidence evidence) {
    print("miss", evidence);
  }

  @Override
  public void doubt(Evidence evidence) {
    print("doubt", evidence);
  }

  private void print(String kind, Evidence evidence) {
    JsonObject line = line(kind);
    line.addProperty("path", evidence.path().toString());
    line.addProperty("directory", evidence.directory());
    line.addProperty("ctime", instant(evidence.changeTime()));
    line.addProperty("mtime", instant(evidence.modifyTime()));
    line.addProperty("reason", evidence.reason());
    print(line, kind + " " + evidence.path() + ": " + evidence.reason());
  }

  private static String instant(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }

  @Override
  public void unseen(PathBytes path, int errno) {
    JsonObject line = line("unseen");
    line.addProperty("path", path.toString());
    line.addProperty("reason", Errno.describe(errno));
    print(line, "unseen " + path + ": " + Errno.describe(errno));
  }

  /** The counts, which come last: without them the audit did not end. */
  void end(AuditReport report) {
    JsonObject line = line("end");
    line.addProperty("misses", report.misses());
    line.addProperty("doubts", report.doubts());
    line.addProperty("unseen", report.unseen());
    line.addProperty("directories", report.directories());
    line.addProperty("names", report.names());
    line.addProperty("byRow", report.byRow());
    line.addProperty("byContents", report.byContents());
    line.addProperty("bySubtree", report.bySubtree());
    line.addProperty("byGap", report.byGap());
    line.addProperty("links", report.links());
    line.addProperty("mapped", report.mapped());
    line.addProperty("complete", report.complete());
    print(line, summary(report));
  }

  private static String summary(AuditReport report) {
    return "# "
        + report.misses()
        + " misses, "
        + report.doubts()
        + " doubts, "
        + report.unseen()
        + " places unseen; "
        + report.names()
        + " names in "
        + report.directories()
        + " directories; covered: "
        + report.byRow()
        + " by rows, "
        + report.byContents()
        + " by CONTENTS, "
        + report.bySubtree()
        + " by SUBTREE, "
        + report.byGap()
        + " by gaps, "
        + report.mapped()
        + " mapped";
  }

  private static JsonObject line(String kind) {
    JsonObject line = new JsonObject();
    line.addProperty("kind", kind);
    return line;
  }

  private synchronized void print(JsonObject line, String text) {
    try {
      console.line(json ? line.toString() : text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
