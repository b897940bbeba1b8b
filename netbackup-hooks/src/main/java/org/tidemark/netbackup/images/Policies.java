package org.tidemark.netbackup.images;

import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;

/** What the primary says of policies and settings, where this client may ask. */
public interface Policies {
  /** Empty if it cannot be asked, or there is no such policy. */
  Optional<PolicyFacts> policy(String name) throws TidemarkException;

  /** Settings of a server, by name; none if it cannot be asked. */
  Map<String, String> settings(String server) throws TidemarkException;
}
