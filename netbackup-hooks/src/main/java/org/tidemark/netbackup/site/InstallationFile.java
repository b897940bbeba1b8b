package org.tidemark.netbackup.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/** The form of {@code installation.json}; names of policies with one character per byte. */
final class InstallationFile {
  /** Another number is another version's. */
  private static final int FORMAT = 1;

  private InstallationFile() {}

  static String json(Installation each) {
    JsonObject out = new JsonObject();
    out.addProperty("format", FORMAT);
    out.addProperty("openv", each.openv().directory().toString());
    out.addProperty("policy", each.policy());
    out.addProperty("schedule", each.schedule());
    out.addProperty("level", each.level().name());
    out.addProperty("basePolicy", each.basePolicy());
    out.addProperty("baseSchedule", each.baseSchedule());
    out.addProperty("reads", each.reads().name());
    out.addProperty("walkOnGap", each.walkOnGap());
    out.addProperty("deadlineSeconds", each.deadline().toSeconds());
    out.addProperty("maximumEntries", each.maximumEntries());
    JsonArray paths = new JsonArray();
    each.paths().forEach(path -> paths.add(path.toString()));
    out.add("paths", paths);
    out.addProperty("client", each.client());
    each.userRoute()
        .ifPresent(
            route -> {
              out.addProperty("userPolicy", route.policy());
              out.addProperty("userSchedule", route.schedule());
            });
    out.addProperty("largestDirectory", each.largestDirectory());
    out.addProperty("severalStreams", each.severalStreams());
    return out + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Installation parse(String json) {
    try {
      JsonObject in = JsonParser.parseString(json).getAsJsonObject();
      if (in.get("format").getAsInt() != FORMAT) {
        throw new IllegalArgumentException("the unknown format " + in.get("format"));
      }
      return new Installation(
          new Openv(Path.of(text(in, "openv"))),
          text(in, "policy"),
          text(in, "schedule"),
          Level.valueOf(text(in, "level")),
          text(in, "basePolicy"),
          text(in, "baseSchedule"),
          ReadOrder.valueOf(text(in, "reads")),
          in.get("walkOnGap").getAsBoolean(),
          Duration.ofSeconds(in.get("deadlineSeconds").getAsLong()),
          in.get("maximumEntries").getAsLong(),
          paths(in.getAsJsonArray("paths")),
          text(in, "client"),
          userRoute(in),
          in.get("largestDirectory").getAsLong(),
          in.get("severalStreams").getAsBoolean());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not an installation: " + e.getMessage(), e);
    }
  }

  private static String text(JsonObject in, String name) {
    return in.get(name).getAsString();
  }

  private static List<PathBytes> paths(JsonArray list) {
    List<PathBytes> out = new ArrayList<>();
    list.forEach(each -> out.add(PathBytes.ofText(each.getAsString())));
    return out;
  }

  private static Optional<UserRoute> userRoute(JsonObject in) {
    return in.has("userPolicy")
        ? Optional.of(new UserRoute(text(in, "userPolicy"), text(in, "userSchedule")))
        : Optional.empty();
  }
}
