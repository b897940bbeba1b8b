package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tidemark.rsync.proof.Drift;
import org.tidemark.rsync.proof.DriftFinder;
import org.tidemark.rsync.proof.DriftKind;

/** What a proof found, as people and programs read it. */
final class ProofText {
  private static final int SHOWN = 20;

  private ProofText() {}

  /** Several lines, each with its end. */
  static String text(ProofReport proof) {
    StringBuilder out = new StringBuilder("proof:    ");
    out.append(proof.found()).append(" names differed that should not have");
    proof.drift().ifPresent(drift -> out.append(kinds(drift)));
    proof
        .drift()
        .ifPresent(drift -> out.append(", ").append(drift.changed()).append(" changed meanwhile"));
    out.append(" (").append(proof.method()).append(", ");
    out.append(ReportText.seconds(proof.duration())).append(" s)\n");
    proof.drift().ifPresent(drift -> appendNames(out, drift));
    if (proof.found() > SHOWN) {
      out.append("drift:    all of them: ").append(proof.list()).append('\n');
    }
    proof.mending().ifPresent(run -> appendMending(out, run));
    proof.problems().forEach(why -> out.append("unproved: ").append(why).append('\n'));
    return out.toString();
  }

  private static String kinds(Drift drift) {
    if (drift.names() == 0) {
      return "";
    }
    String each =
        drift.kinds().entrySet().stream()
            .map(kind -> kind.getKey().text() + " " + kind.getValue())
            .collect(Collectors.joining(", "));
    return " (" + each + ")";
  }

  private static void appendNames(StringBuilder out, Drift drift) {
    List<Drift.Name> shown = drift.first().subList(0, Math.min(SHOWN, drift.first().size()));
    for (Drift.Name name : shown) {
      String how = DriftFinder.text(name.kinds());
      out.append("drift:    ").append(how).append(" .").append(name.path()).append('\n');
    }
  }

  private static void appendMending(StringBuilder out, BackupReport run) {
    out.append("mended:   ").append(run.touched()).append(" names copied or changed, ");
    out.append(run.deleted()).append(" removed, with what changed meanwhile\n");
  }

  /** What stands behind the result of the backup. */
  static String result(ProofReport proof) {
    return switch (proof.code()) {
      case DONE -> ", and the mirror is proved";
      case FOUND -> ", and the mirror is proved: what differed is mended";
      default -> "; the mirror is not proved";
    };
  }

  static JsonObject json(ProofReport proof) {
    JsonObject out = new JsonObject();
    out.addProperty("method", proof.method());
    out.addProperty("drift", proof.found());
    proof.drift().ifPresent(drift -> addNames(out, drift));
    out.addProperty("list", proof.list().toString());
    proof.mending().ifPresent(run -> out.addProperty("touched", run.touched()));
    proof.mending().ifPresent(run -> out.addProperty("deleted", run.deleted()));
    out.addProperty("seconds", proof.duration().toMillis() / 1000.0);
    JsonArray problems = new JsonArray();
    proof.problems().forEach(problems::add);
    out.add("problems", problems);
    return out;
  }

  private static void addNames(JsonObject out, Drift drift) {
    out.addProperty("changed", drift.changed());
    JsonObject kinds = new JsonObject();
    for (Map.Entry<DriftKind, Long> kind : drift.kinds().entrySet()) {
      kinds.addProperty(kind.getKey().text(), kind.getValue());
    }
    out.add("kinds", kinds);
    JsonArray names = new JsonArray();
    for (Drift.Name name : drift.first()) {
      JsonObject one = new JsonObject();
      one.addProperty("path", name.path().toString());
      one.addProperty("what", DriftFinder.text(name.kinds()));
      names.add(one);
    }
    out.add("names", names);
  }
}
