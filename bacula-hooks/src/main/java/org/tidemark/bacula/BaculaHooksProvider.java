package org.tidemark.bacula;

import org.tidemark.journal.cli.SubcommandProvider;

/** Adds {@code bacula} to the command line of the journal. */
public final class BaculaHooksProvider implements SubcommandProvider {
  @Override
  public Object command() {
    return new BaculaHooks();
  }
}
