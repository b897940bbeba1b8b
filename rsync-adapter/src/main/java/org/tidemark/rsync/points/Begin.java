package org.tidemark.rsync.points;

import com.google.gson.JsonObject;
import org.tidemark.journal.model.Level;

/**
 * The file {@code begin} of a step.
 *
 * @param consumer whose backup it is
 * @param level of the window
 * @param journalId of the window
 * @param base sequence number after which the window begins
 * @param end sequence number up to which it reaches
 * @param millis wall clock, milliseconds since 1970
 * @param follows number of the step whose end this one begins with; 0 where the chain begins here
 */
public record Begin(
    String consumer,
    Level level,
    String journalId,
    long base,
    long end,
    long millis,
    long follows) {

  public String json() {
    JsonObject out = new JsonObject();
    out.addProperty("consumer", consumer);
    out.addProperty("level", level.name());
    out.addProperty("journal", journalId);
    out.addProperty("base", base);
    out.addProperty("end", end);
    out.addProperty("millis", millis);
    out.addProperty("follows", follows);
    return out + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Begin parse(String json) {
    return JsonText.parse(
        json,
        in ->
            new Begin(
                in.get("consumer").getAsString(),
                Level.valueOf(in.get("level").getAsString()),
                in.get("journal").getAsString(),
                in.get("base").getAsLong(),
                in.get("end").getAsLong(),
                in.get("millis").getAsLong(),
                in.get("follows").getAsLong()));
  }
}
