package org.tidemark.journal.ingest;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.store.LinkedFile;

/**
 * Files that were told to have got or lost a link, in this batch and the one before: the name may
 * come in another read of the queue than the file. Ingest thread only.
 */
final class LinkEvidence {
  /**
   * @param handle null if not known
   */
  record Told(int links, byte @Nullable [] handle) {}

  private Map<LinkedFile, Told> now = new HashMap<>();
  private Set<ByteBuffer> linkedNow = new HashSet<>();
  private Set<ByteBuffer> linkedBefore = new HashSet<>();

  /** The newest number of links counts; a handle that is known is kept. */
  void add(LinkedFile file, int links, byte @Nullable [] handle) {
    Told known = now.get(file);
    now.put(file, new Told(links, handle == null && known != null ? known.handle : handle));
    if (links > 1 && handle != null) {
      linkedNow.add(ByteBuffer.wrap(handle));
    }
  }

  boolean has(LinkedFile file) {
    return now.containsKey(file);
  }

  /** Files of this batch. */
  Map<LinkedFile, Told> files() {
    return now;
  }

  /** True if some file with several links was told. */
  boolean anyLinked() {
    return !linkedNow.isEmpty() || !linkedBefore.isEmpty();
  }

  boolean isLinked(byte[] handle) {
    ByteBuffer key = ByteBuffer.wrap(handle);
    return linkedNow.contains(key) || linkedBefore.contains(key);
  }

  void endBatch() {
    now = now.isEmpty() ? now : new HashMap<>();
    Set<ByteBuffer> empty = linkedBefore;
    linkedBefore = linkedNow;
    linkedNow = empty.isEmpty() ? empty : new HashSet<>();
  }
}
