package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.points.Step;

/**
 * What a mirror holds: written beside it when a run is complete, and kept in the state folder too.
 *
 * @param consumer whose backups made it
 * @param journalId the journal whose history it follows; empty while the first run is not complete
 * @param end sequence number up to which it holds every change; -1 while the first run is not
 *     complete
 * @param source the directory that was copied
 * @param destination the directory that holds the mirror
 * @param mounts filesystems mounted below the source that the mirror holds, too
 * @param id random name of the mirror, which tells it from any other; empty in old markers
 * @param step what touched the mirror last: id of the points folder, a slash, number of the step;
 *     empty if nothing was recorded
 * @param begun where the first copy stands, while it is not complete; else empty
 */
record Marker(
    String consumer,
    String journalId,
    long end,
    DirectoryIdentity source,
    DirectoryIdentity destination,
    List<Mount> mounts,
    String id,
    String step,
    Optional<Begun> begun) {
  /** The form of the file; another number is somebody else's. */
  private static final int FORMAT = 1;

  private static final Pattern STEP = Pattern.compile("|.*/\\d{1,18}");

  /** What the file's name has behind that of the mirror. */
  static final String SUFFIX = ".tidemark";

  /** A mounted filesystem. */
  record Mount(PathBytes path, DirectoryIdentity identity) {}

  /**
   * A first copy that may be gone on with, since every change after its window's end will be
   * listed.
   *
   * @param window end of the window that it is to be committed with
   * @param boot of the mirror's machine
   */
  record Begun(long window, String boot) {}

  Marker {
    mounts = List.copyOf(mounts);
  }

  /** The same, with another step. */
  Marker with(String otherStep) {
    return new Marker(consumer, journalId, end, source, destination, mounts, id, otherStep, begun);
  }

  /** The file beside the mirror: its path with {@code .tidemark} behind it. */
  static PathBytes placeBeside(PathBytes destination) {
    return PathBytes.ofLatin1(destination.latin1() + SUFFIX);
  }

  String json() {
    JsonObject out = new JsonObject();
    out.addProperty("format", FORMAT);
    out.addProperty("consumer", consumer);
    out.addProperty("journal", journalId);
    out.addProperty("end", end);
    out.addProperty("source", source.text());
    out.addProperty("destination", destination.text());
    JsonArray list = new JsonArray();
    mounts.forEach(mount -> list.add(json(mount)));
    out.add("mounts", list);
    out.addProperty("mirror", id);
    out.addProperty("step", step);
    begun.ifPresent(
        first -> {
          out.addProperty("begun", first.window());
          out.addProperty("boot", first.boot());
        });
    return out + "\n";
  }

  private static JsonObject json(Mount mount) {
    JsonObject out = new JsonObject();
    out.addProperty("path", mount.path().toString());
    out.addProperty("identity", mount.identity().text());
    return out;
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Marker parse(String json) {
    try {
      JsonObject in = JsonParser.parseString(json).getAsJsonObject();
      if (in.get("format").getAsInt() != FORMAT) {
        throw new IllegalArgumentException("a marker of the unknown format " + in.get("format"));
      }
      return new Marker(
          in.get("consumer").getAsString(),
          in.get("journal").getAsString(),
          in.get("end").getAsLong(),
          DirectoryIdentity.ofText(in.get("source").getAsString()),
          DirectoryIdentity.ofText(in.get("destination").getAsString()),
          mounts(in.getAsJsonArray("mounts")),
          in.has("mirror") ? in.get("mirror").getAsString() : "",
          in.has("step") ? step(in.get("step").getAsString()) : "",
          begun(in));
    } catch (JsonParseException
        | ClassCastException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a marker: " + e.getMessage(), e);
    }
  }

  private static String step(String text) {
    if (!STEP.matcher(text).matches()) {
      throw new IllegalArgumentException("a marker of no step: " + text);
    }
    return text;
  }

  private static Optional<Begun> begun(JsonObject in) {
    return in.has("begun")
        ? Optional.of(new Begun(in.get("begun").getAsLong(), in.get("boot").getAsString()))
        : Optional.empty();
  }

  private static List<Mount> mounts(JsonArray list) {
    List<Mount> out = new ArrayList<>();
    for (JsonElement element : list) {
      JsonObject mount = element.getAsJsonObject();
      out.add(
          new Mount(
              PathBytes.ofText(mount.get("path").getAsString()),
              DirectoryIdentity.ofText(mount.get("identity").getAsString())));
    }
    return out;
  }

  /**
   * The step that led to what the mirror is now; 0 if nobody can tell.
   *
   * @param steps all that are there
   * @param folder id of the points folder they are in
   * @param now the directory that is where the mirror should be
   */
  long lastStep(List<Step> steps, String folder, Optional<DirectoryIdentity> now) {
    String front = folder + "/";
    if (!step.startsWith(front) || !now.map(destination::sameAs).orElse(false)) {
      return 0;
    }
    long number = Long.parseLong(step.substring(front.length()));
    boolean isThere = steps.stream().anyMatch(one -> one.number() == number && isEndOf(one));
    return isThere ? number : 0;
  }

  /** The marker is older than the step's end where mirror and marker were put back in time. */
  private boolean isEndOf(Step last) {
    return last.done().map(d -> d.journalId().equals(journalId) && d.end() == end).orElse(true);
  }
}
