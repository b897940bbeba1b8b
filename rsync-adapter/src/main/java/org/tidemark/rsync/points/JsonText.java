package org.tidemark.rsync.points;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.function.Function;

/** Reads the small JSON files of a step. */
final class JsonText {
  private JsonText() {}

  /**
   * @throws IllegalArgumentException if it is no JSON object or lacks what is asked of it
   */
  static <T> T parse(String json, Function<JsonObject, T> reader) {
    try {
      return reader.apply(JsonParser.parseString(json).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a file of a step: " + e.getMessage(), e);
    }
  }
}
