package org.tidemark.journal.list;

import java.io.IOException;
import org.tidemark.journal.model.Entry;

/** Writes one public form of a list. Not thread-safe; the stream stays open and its caller's. */
public interface ListFormWriter {
  void add(Entry entry) throws IOException;

  /** Writes the end record and flushes; without it the list counts as cut short. */
  void finish() throws IOException;
}
