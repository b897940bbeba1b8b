package org.tidemark.journal.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.config.ConsumerConfig;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.window.OpenRequest;
import org.tidemark.journal.window.RefreshResult;
import org.tidemark.journal.window.WindowService;

/** Windows with what the configuration says of their consumer. Thread-safe. */
final class ConfiguredWindows implements WindowService {
  private final WindowService windows;
  private final JournalConfig config;

  ConfiguredWindows(WindowService windows, JournalConfig config) {
    this.windows = windows;
    this.config = config;
  }

  @Override
  public WindowRow open(OpenRequest request) throws TidemarkException {
    Optional<ConsumerConfig> consumer = config.consumer(request.consumer());
    return windows.open(consumer.map(known -> completed(request, known)).orElse(request));
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

  @Override
  public Path list(long window) throws TidemarkException {
    return windows.list(window);
  }

  @Override
  public RefreshResult refresh(long window, long beforeMillis) throws TidemarkException {
    return windows.refresh(window, beforeMillis);
  }

  @Override
  public WindowRow commit(long window) throws TidemarkException {
    return windows.commit(window);
  }

  @Override
  public WindowRow abort(long window) throws TidemarkException {
    return windows.abort(window);
  }

  @Override
  public Path changes(List<PathBytes> paths, long after) throws TidemarkException {
    return windows.changes(paths, after);
  }

  @Override
  public Optional<WindowRow> show(long window) throws TidemarkException {
    return windows.show(window);
  }

  @Override
  public List<WindowRow> windows() throws TidemarkException {
    return windows.windows();
  }

  @Override
  public List<ConsumerRow> consumers() throws TidemarkException {
    return windows.consumers();
  }

  @Override
  public boolean forget(ConsumerName consumer) throws TidemarkException {
    return windows.forget(consumer);
  }

  @Override
  public void expire(long nowMillis) throws TidemarkException {
    windows.expire(nowMillis);
  }
}
