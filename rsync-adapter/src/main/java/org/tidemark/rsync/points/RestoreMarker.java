package org.tidemark.rsync.points;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * What a restored directory may hold: kept in a file beside it, so that the next restore into it
 * knows which of its files may look like those of another state without being them.
 *
 * @param folder id of the points folder
 * @param states numbers of the steps whose ends the directory may hold parts of
 * @param unknown whether it may hold anything else besides, until a restore of all of a point ended
 */
record RestoreMarker(String folder, List<Long> states, boolean unknown) {
  /** The form of the file; another number is somebody else's. */
  private static final int FORMAT = 2;

  RestoreMarker {
    states = List.copyOf(states);
  }

  static PathBytes placeBeside(PathBytes target) {
    return PathBytes.ofLatin1(target.latin1() + ".tidemark-restore");
  }

  /** The same with more states. */
  RestoreMarker and(long... more) {
    SortedSet<Long> all = new TreeSet<>(states);
    for (long state : more) {
      all.add(state);
    }
    return new RestoreMarker(folder, List.copyOf(all), unknown);
  }

  String json() {
    JsonObject out = new JsonObject();
    out.addProperty("format", FORMAT);
    out.addProperty("points", folder);
    JsonArray list = new JsonArray();
    states.forEach(list::add);
    out.add("states", list);
    out.addProperty("unknown", unknown);
    return out + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static RestoreMarker parse(String json) {
    return JsonText.parse(
        json,
        in -> {
          if (in.get("format").getAsInt() != FORMAT) {
            throw new IllegalArgumentException("the mark of a restore in an unknown form");
          }
          List<Long> states = new ArrayList<>();
          for (JsonElement state : in.getAsJsonArray("states")) {
            states.add(state.getAsLong());
          }
          return new RestoreMarker(
              in.get("points").getAsString(), states, in.get("unknown").getAsBoolean());
        });
  }
}
