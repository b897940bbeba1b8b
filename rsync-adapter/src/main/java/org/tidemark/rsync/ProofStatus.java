package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.TidemarkException;

/** The proofs of all mirrors for {@code tidemark status}. */
final class ProofStatus {
  private ProofStatus() {}

  /**
   * An array {@code proofs} with an object for each mirror; nothing where there are no mirrors.
   *
   * @param state the daemon's folder, where nothing is made
   * @param daemon what the daemon says: mirrors of consumers that it was told to forget are left
   *     out
   * @param now milliseconds since 1970
   */
  static JsonObject of(Path state, JsonObject daemon, long now) throws TidemarkException {
    JsonObject out = new JsonObject();
    if (!StateFolder.isUsed(state)) {
      return out;
    }
    Set<String> consumers = consumers(daemon);
    List<ProofMemory> all =
        new StateFolder(state)
            .proofs().stream()
                .filter(memory -> consumers.contains(memory.consumer()))
                .sorted(
                    Comparator.comparing(ProofMemory::consumer)
                        .thenComparing(ProofMemory::destination))
                .toList();
    JsonArray proofs = new JsonArray();
    all.forEach(memory -> proofs.add(of(memory, now)));
    out.add("proofs", proofs);
    return out;
  }

  private static Set<String> consumers(JsonObject daemon) {
    Set<String> names = new HashSet<>();
    if (daemon.get("consumers") instanceof JsonArray list) {
      list.forEach(consumer -> names.add(consumer.getAsJsonObject().get("name").getAsString()));
    }
    return names;
  }

  private static JsonObject of(ProofMemory memory, long now) {
    JsonObject out = new JsonObject();
    out.addProperty("consumer", memory.consumer());
    out.addProperty("destination", memory.destination());
    if (memory.proved() > 0) {
      out.addProperty("proved", memory.proved());
      out.addProperty("method", memory.method());
      out.addProperty("drift", memory.drift());
    }
    if (memory.due() < Long.MAX_VALUE) {
      out.addProperty("due", memory.due() == 0 ? now : memory.due());
      out.addProperty("overdue", memory.isOverdue(now));
    }
    if (memory.failed() > 0) {
      out.addProperty("failed", memory.failed());
      out.addProperty("reason", memory.reason());
    }
    return out;
  }
}
