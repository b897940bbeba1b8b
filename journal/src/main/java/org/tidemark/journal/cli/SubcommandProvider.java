package org.tidemark.journal.cli;

/** How an adapter module adds its command to {@code tidemark}; found through ServiceLoader. */
public interface SubcommandProvider {
  /** A picocli command object. */
  Object command();
}
