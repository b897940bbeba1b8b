package org.tidemark.netbackup;

import org.tidemark.journal.cli.SubcommandProvider;

/** Adds {@code netbackup} to the command line of the journal. */
public final class NetBackupHooksProvider implements SubcommandProvider {
  @Override
  public Object command() {
    return new NetBackupHooks();
  }
}
