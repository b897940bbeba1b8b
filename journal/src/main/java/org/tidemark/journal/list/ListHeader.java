package org.tidemark.journal.list;

import java.util.List;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;

/**
 * What stands before the entries.
 *
 * @param level the level that the list has; FULL where there was no usable base
 * @param base changes after it are listed; sequence 0 for a FULL
 * @param end where the base moves at commit
 * @param paths what the list covers, as listed (after {@code present-as})
 * @param notes for people: why a level was raised, what could not be read
 */
public record ListHeader(
    long window,
    String consumer,
    Level asked,
    Level level,
    Position base,
    Position end,
    List<PathBytes> paths,
    List<String> notes,
    long madeMillis) {

  public ListHeader {
    paths = List.copyOf(paths);
    notes = List.copyOf(notes);
  }
}
