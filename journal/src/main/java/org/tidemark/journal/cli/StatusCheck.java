package org.tidemark.journal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.control.protocol.Protocol;

/** What in a status somebody should look at. */
final class StatusCheck {
  /** Of adapters: when mirrors were compared with their sources as a whole. */
  private static final String PROOFS = "proofs";

  private StatusCheck() {}

  static List<String> findings(JsonObject status) {
    List<String> findings = new ArrayList<>();
    for (JsonElement element : array(status, Protocol.GAPS)) {
      if (element instanceof JsonObject gap && isOpen(gap)) {
        findings.add("gap at " + text(gap, Protocol.PATH) + ": " + described(gap));
      }
    }
    for (JsonElement element : array(status, Protocol.CONSUMERS)) {
      if (element instanceof JsonObject consumer && text(consumer, Protocol.STALE).equals("true")) {
        findings.add(
            "consumer " + text(consumer, Protocol.NAME) + " is stale: its next window is full");
      }
    }
    for (JsonElement element : array(status, PROOFS)) {
      if (element instanceof JsonObject proof && text(proof, "overdue").equals("true")) {
        findings.add("the proof of " + text(proof, "destination") + " is overdue");
      }
      if (element instanceof JsonObject proof && !text(proof, "failed").isEmpty()) {
        String why = text(proof, "reason");
        findings.add("the last proof of " + text(proof, "destination") + " failed: " + why);
      }
    }
    for (JsonElement problem : array(status, Protocol.PROBLEMS)) {
      findings.add(problem instanceof JsonPrimitive text ? text.getAsString() : problem.toString());
    }
    if (!text(status, Protocol.LAST_ERROR).isEmpty()) {
      findings.add("last error: " + text(status, Protocol.LAST_ERROR));
    }
    return findings;
  }

  /** One that has ended is repaired without anybody's help. */
  private static boolean isOpen(JsonObject gap) {
    String state = text(gap, Protocol.STATE);
    return state.isEmpty() || state.equals(Protocol.OPEN);
  }

  private static String described(JsonObject gap) {
    String advice = text(gap, Protocol.ADVICE);
    return text(gap, Protocol.REASON) + (advice.isEmpty() ? "" : "; " + advice);
  }

  private static JsonArray array(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray array ? array : new JsonArray();
  }

  /** The field as text; empty if it is absent. */
  static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
