package org.tidemark.journal.model;

/** What a backup is to be based on. Products' own words are translated in their adapters. */
public enum Level {
  /** Everything. */
  FULL,
  /** What changed since the last full. */
  CUMULATIVE,
  /** What changed since the last backup of any level. */
  INCREMENTAL
}
