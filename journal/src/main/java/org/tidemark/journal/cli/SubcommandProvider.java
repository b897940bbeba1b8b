package org.tidemark.journal.cli;

/**
 * How an adapter module adds its command to {@code tidemark}; found through ServiceLoader.
 *
 * <p>Arguments arrive with one character per byte, and what is printed to {@code getOut()} of the
 * picocli command must have that form too: it goes to standard output byte by byte. A {@link
 * org.tidemark.journal.model.TidemarkException} thrown by the command becomes its message and exit
 * code; {@link StateOptions} is the mixin for {@code --state} and {@code --config}.
 */
public interface SubcommandProvider {
  /** A picocli command object. */
  Object command();
}
