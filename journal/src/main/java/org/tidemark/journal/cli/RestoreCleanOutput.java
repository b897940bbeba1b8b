package org.tidemark.journal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.restore.RestoreReport;
import org.tidemark.journal.restore.RestoreRequest;
import org.tidemark.journal.restore.RestoreSink;

/** Prints what {@code restore-clean} does: each removal is a line of this log. One thread. */
final class RestoreCleanOutput implements RestoreSink {
  private final Console console;
  private final boolean json;
  private final RestoreRequest request;

  RestoreCleanOutput(Console console, boolean json, RestoreRequest request) {
    this.console = console;
    this.json = json;
    this.request = request;
  }

  @Override
  public void chain(List<String> manifests, List<String> notes) {
    JsonObject line = line("chain");
    JsonArray places = new JsonArray();
    manifests.forEach(places::add);
    line.add("manifests", places);
    JsonArray said = new JsonArray();
    notes.forEach(said::add);
    line.add("notes", said);
    print(line, "# " + manifests.size() + " manifests, the last is " + last(manifests));
    notes.forEach(console::complain);
  }

  private static String last(List<String> manifests) {
    return manifests.get(manifests.size() - 1);
  }

  @Override
  public void removed(PathBytes path) {
    print(line("removed", path), (request.dryRun() ? "would remove " : "removed ") + path);
  }

  @Override
  public void kept(PathBytes path, String why) {
    JsonObject line = line("kept", path);
    line.addProperty("reason", why);
    print(line, "kept " + path + ": " + why);
  }

  @Override
  public void fetch(PathBytes path) {
    print(line("fetch", path), "fetch " + path);
  }

  @Override
  public void followed(PathBytes path, String target) {
    JsonObject line = line("followed", path);
    line.addProperty("target", target);
    print(line, "followed " + path + " -> " + target);
    console.complain(
        path
            + " stands as a symbolic link to "
            + target
            + ", where a directory belongs: names of that directory may have been laid there, over"
            + " others. Compare that place with a restore, into another folder, of the backups"
            + " before the directory came");
  }

  @Override
  public void failed(PathBytes path, String what) {
    JsonObject line = line("failed", path);
    line.addProperty("reason", what);
    print(line, "failed " + path + ": " + what);
  }

  /** The counts, which come last. */
  void end(RestoreReport report) {
    JsonObject line = line("end");
    line.addProperty("dryRun", request.dryRun());
    line.addProperty("removed", report.removed());
    line.addProperty("kept", report.kept());
    line.addProperty("directories", report.directories());
    line.addProperty("toFetch", report.toFetch());
    line.addProperty("failed", report.failed());
    line.addProperty("vouched", report.vouched());
    if (report.toFetch() > 0) {
      line.addProperty("fetchList", request.fetchList().toString());
      line.addProperty("console", request.fetchList() + ".console");
    }
    print(line, summary(report));
    if (report.toFetch() > 0 && !request.dryRun()) {
      console.complain(again(report));
    }
  }

  private String summary(RestoreReport report) {
    return "# "
        + report.removed()
        + (request.dryRun() ? " names would be removed, " : " names removed, ")
        + report.kept()
        + " kept, "
        + report.directories()
        + " directories set, "
        + report.toFetch()
        + " names to fetch, "
        + report.failed()
        + " failed";
  }

  private String again(RestoreReport report) {
    String script = console();
    return report.toFetch()
        + " names could not be restored, since something of another kind was in their place."
        + " Restore them, then run this again:\n  bconsole <"
        + script
        + "\n  (if it knows several clients or FileSets: sed 's/^restore /&client=... fileset=... /' "
        + script
        + " | bconsole; if an older state was restored: its before=... in place of current; with a NUL"
        + " behind each name: "
        + request.fetchList()
        + ".nul)";
  }

  /** As a shell takes it. */
  private String console() {
    String path = request.fetchList().latin1() + ".console";
    boolean plain =
        path.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0);
    return plain ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private static JsonObject line(String kind) {
    JsonObject line = new JsonObject();
    line.addProperty("kind", kind);
    return line;
  }

  private static JsonObject line(String kind, PathBytes path) {
    JsonObject line = line(kind);
    line.addProperty("path", path.toString());
    return line;
  }

  private void print(JsonObject line, String text) {
    try {
      console.line(json ? line.toString() : text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
