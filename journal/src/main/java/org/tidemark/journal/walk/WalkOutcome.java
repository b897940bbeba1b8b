package org.tidemark.journal.walk;

/**
 * How a walk ended.
 *
 * @param complete whether every directory was visited or told to have failed
 * @param topErrno why the top could not be opened; 0 if it could
 */
public record WalkOutcome(boolean complete, int topErrno) {}
