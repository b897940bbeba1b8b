package org.tidemark.journal.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.tidemark.journal.model.TidemarkException;

/** Adds what adapters know to the daemon's status; a broken one takes nothing away from it. */
final class AdapterStatus {
  private AdapterStatus() {}

  static void addTo(JsonObject status, Path state, Consumer<String> complaints) {
    Iterator<SubcommandProvider> adapters = ServiceLoader.load(SubcommandProvider.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = adapters.hasNext();
        if (more) {
          JsonObject part = adapters.next().status(state, status);
          part.entrySet().forEach(field -> status.add(field.getKey(), field.getValue()));
        }
      } catch (ServiceConfigurationError | TidemarkException e) {
        complaints.accept("the status of an adapter is left out: " + e.getMessage());
      }
    }
  }
}
