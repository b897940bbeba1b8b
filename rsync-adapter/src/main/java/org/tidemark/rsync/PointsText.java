package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.tidemark.rsync.points.Begin;
import org.tidemark.rsync.points.Done;
import org.tidemark.rsync.points.Step;

/** The points of a mirror as people and programs read them. */
final class PointsText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private static final String ROW = "%6s  %-19s  %-11s  %8s  %8s  %8s  %8s  %12s  %s%n";

  private PointsText() {}

  /** A table, newest last. */
  static String text(MirrorPoints points) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            ROW,
            "point",
            "time",
            "level",
            "created",
            "changed",
            "removed",
            "renamed",
            "saved bytes",
            ""));
    Set<Long> chain = numbers(points);
    points.steps().forEach(step -> out.append(row(step, chain.contains(step.number()))));
    if (points.chain().steps().isEmpty()) {
      out.append("The mirror is not what any of these steps left: none can be restored.\n");
    }
    return out.toString();
  }

  private static Set<Long> numbers(MirrorPoints points) {
    Set<Long> numbers = new HashSet<>();
    points.chain().steps().forEach(step -> numbers.add(step.number()));
    return numbers;
  }

  private static String row(Step step, boolean inChain) {
    String level = step.begin().map(Begin::level).map(Enum::name).orElse("");
    return step.done()
        .map(
            done ->
                String.format(
                    Locale.ROOT,
                    ROW,
                    step.number(),
                    TIME.format(Instant.ofEpochMilli(done.millis())),
                    level,
                    done.created(),
                    done.changed(),
                    done.removed(),
                    done.renamed(),
                    done.savedBytes(),
                    inChain ? note(step) : "cannot be restored"))
        .orElseGet(() -> interrupted(step, level, inChain));
  }

  private static String note(Step step) {
    return step.isInPart() ? "done in part" : "";
  }

  private static String interrupted(Step step, String level, boolean inChain) {
    String time =
        step.begin().map(begin -> TIME.format(Instant.ofEpochMilli(begin.millis()))).orElse("");
    String what = inChain ? "no point: interrupted or dropped" : "no point, of no use any more";
    return String.format(Locale.ROOT, ROW, step.number(), time, level, "", "", "", "", "", what);
  }

  /** One line. */
  static String json(MirrorPoints points) {
    JsonObject out = new JsonObject();
    out.addProperty("mirror", points.mirror().toString());
    out.addProperty("points", points.folder().path().toString());
    JsonArray list = new JsonArray();
    Set<Long> chain = numbers(points);
    points.steps().forEach(step -> list.add(json(step, chain.contains(step.number()))));
    out.add("steps", list);
    return out + "\n";
  }

  private static JsonObject json(Step step, boolean inChain) {
    JsonObject out = new JsonObject();
    out.addProperty("id", step.number());
    out.addProperty("point", step.isPoint());
    out.addProperty("restorable", step.isPoint() && inChain);
    out.addProperty("inPart", step.isInPart());
    step.begin().ifPresent(begin -> out.addProperty("level", begin.level().name()));
    step.done().ifPresent(done -> add(out, done));
    return out;
  }

  private static void add(JsonObject out, Done done) {
    out.addProperty("millis", done.millis());
    out.addProperty("created", done.created());
    out.addProperty("changed", done.changed());
    out.addProperty("removed", done.removed());
    out.addProperty("renamed", done.renamed());
    out.addProperty("savedBytes", done.savedBytes());
  }
}
