package org.tidemark.journal.control;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.tidemark.journal.control.protocol.Protocol;

/**
 * What goes back to the client.
 *
 * @param list a kept list that follows the answer line; null if none does
 * @param temporary whether the list is deleted once it is open
 */
record Reply(JsonObject answer, Path list, boolean temporary) {
  static Reply of(JsonObject answer) {
    answer.addProperty(Protocol.OK, true);
    return new Reply(answer, null, false);
  }

  static Reply withList(Path list, boolean temporary) {
    JsonObject answer = new JsonObject();
    answer.addProperty(Protocol.OK, true);
    return new Reply(answer, list, temporary);
  }
}
