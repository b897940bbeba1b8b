package org.tidemark.journal.source;

/** Where sources are plugged in, so that their descriptors are read. Ingest thread only. */
public interface Drain {
  /**
   * From now on the source's descriptor is read and its events come back by {@code decode}.
   *
   * @return a number that no other descriptor has had here
   */
  int attach(EventSource source);

  /** What was read before is still decoded; then the source is closed. */
  void detach(EventSource source);
}
