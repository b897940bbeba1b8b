package org.tidemark.journal.daemon;

import java.util.Optional;
import org.tidemark.journal.config.ConsumerConfig;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.window.OpenRequest;

/** What the configuration says of consumers, for windows that do not say it. Thread-safe. */
final class ConsumerDefaults {
  private final JournalConfig config;

  ConsumerDefaults(JournalConfig config) {
    this.config = config;
  }

  OpenRequest complete(OpenRequest request) {
    Optional<ConsumerConfig> consumer = config.consumer(request.consumer());
    return consumer.map(known -> completed(request, known)).orElse(request);
  }

  /** What the request leaves open is taken from the configuration. */
  private static OpenRequest completed(OpenRequest request, ConsumerConfig known) {
    boolean presents = request.snapshot() && request.presentFrom() == null;
    return new OpenRequest(
        request.consumer(),
        request.level(),
        request.key(),
        request.paths().isEmpty() ? known.paths() : request.paths(),
        request.destination(),
        request.snapshot(),
        presents ? known.presentFrom() : request.presentFrom(),
        presents ? known.presentTo() : request.presentTo(),
        request.builtOn());
  }
}
