package org.tidemark.journal.model;

/**
 * The job that a product says it builds on: its window's end is the base, and naming it says that
 * it was good.
 *
 * @param key the key of that job's window; empty if the product gives a time only
 * @param notAfterMillis wall clock for a key that is not known, as after the product made a backup
 *     of its own out of earlier ones: of the confirmed windows opened at or before it the newest is
 *     the base, for a cumulative list the newest full; with an empty key, the newest window that
 *     was listed
 */
public record BuiltOn(String key, long notAfterMillis) {
  /** The product names no job: the base is the consumer's own. */
  public static final BuiltOn NOTHING = new BuiltOn("", 0);

  public boolean isNothing() {
    return equals(NOTHING);
  }
}
