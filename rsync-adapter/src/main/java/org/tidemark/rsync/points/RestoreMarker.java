package org.tidemark.rsync.points;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.DirectoryIdentity;

/**
 * What a restored directory may hold: kept in a file beside it, so that the next restore into it
 * knows which of its files may look like those of another state without being them.
 *
 * @param folder id of the points folder
 * @param states numbers of the steps whose ends the directory may hold parts of
 * @param unknown whether it may hold anything else besides, until a restore of all of a point ended
 * @param directory which directory it is, as {@link DirectoryIdentity#text} says it
 * @param ended whether the last restore came to its end, when this file was written
 */
record RestoreMarker(
    String folder, List<Long> states, boolean unknown, String directory, boolean ended) {
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
    return new RestoreMarker(folder, List.copyOf(all), unknown, directory, ended);
  }

  /** The same after the restore of a point, or of parts of one. */
  RestoreMarker ended(long point, boolean whole) {
    RestoreMarker rest =
        new RestoreMarker(folder, whole ? List.of() : states, unknown && !whole, directory, true);
    return rest.and(point);
  }

  /** True if it speaks of that directory. */
  boolean isOf(DirectoryIdentity found) {
    try {
      return DirectoryIdentity.ofText(directory).sameAs(found);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  String json() {
    JsonObject out = new JsonObject();
    out.addProperty("format", FORMAT);
    out.addProperty("points", folder);
    JsonArray list = new JsonArray();
    states.forEach(list::add);
    out.add("states", list);
    out.addProperty("unknown", unknown);
    out.addProperty("directory", directory);
    out.addProperty("ended", ended);
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
              in.get("points").getAsString(),
              states,
              in.get("unknown").getAsBoolean(),
              in.get("directory").getAsString(),
              in.get("ended").getAsBoolean());
        });
  }
}
