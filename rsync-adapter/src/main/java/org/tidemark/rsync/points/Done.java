package org.tidemark.rsync.points;

import com.google.gson.JsonObject;

/**
 * The file {@code done} of a step: with it the step's end is a point.
 *
 * @param journalId of the window
 * @param end sequence number up to which the mirror then held every change
 * @param millis wall clock, milliseconds since 1970
 * @param created names that the step made
 * @param changed names that it gave other content or attributes
 * @param removed names that it removed
 * @param renamed directories that it renamed
 * @param savedBytes size of the files that it put into {@code tree}
 */
public record Done(
    String journalId,
    long end,
    long millis,
    long created,
    long changed,
    long removed,
    long renamed,
    long savedBytes) {

  public String json() {
    JsonObject out = new JsonObject();
    out.addProperty("journal", journalId);
    out.addProperty("end", end);
    out.addProperty("millis", millis);
    out.addProperty("created", created);
    out.addProperty("changed", changed);
    out.addProperty("removed", removed);
    out.addProperty("renamed", renamed);
    out.addProperty("savedBytes", savedBytes);
    return out + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Done parse(String json) {
    return JsonText.parse(
        json,
        in ->
            new Done(
                in.get("journal").getAsString(),
                in.get("end").getAsLong(),
                in.get("millis").getAsLong(),
                in.get("created").getAsLong(),
                in.get("changed").getAsLong(),
                in.get("removed").getAsLong(),
                in.get("renamed").getAsLong(),
                in.get("savedBytes").getAsLong()));
  }
}
