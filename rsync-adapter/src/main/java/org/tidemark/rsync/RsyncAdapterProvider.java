package org.tidemark.rsync;

import org.tidemark.journal.cli.SubcommandProvider;

/** Adds {@code rsync} to the command line of the journal. */
public final class RsyncAdapterProvider implements SubcommandProvider {
  @Override
  public Object command() {
    return new RsyncCommand();
  }
}
