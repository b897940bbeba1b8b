package org.tidemark.rsync;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.tidemark.journal.cli.SubcommandProvider;
import org.tidemark.journal.model.TidemarkException;

/** Adds {@code rsync} to the command line of the journal. */
public final class RsyncAdapterProvider implements SubcommandProvider {
  @Override
  public Object command() {
    return new RsyncCommand();
  }

  @Override
  public JsonObject status(Path state, JsonObject daemon) throws TidemarkException {
    return ProofStatus.of(state, daemon, System.currentTimeMillis());
  }
}
