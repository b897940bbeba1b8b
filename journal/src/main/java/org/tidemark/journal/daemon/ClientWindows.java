package org.tidemark.journal.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.walk.BackgroundWalk;
import org.tidemark.journal.window.OpenRequest;
import org.tidemark.journal.window.RefreshResult;
import org.tidemark.journal.window.WindowService;

/**
 * Windows as clients get them: with what the configuration says of their consumer, and before the
 * walks in the background, which halt while a list is made. Thread-safe.
 */
final class ClientWindows implements WindowService {
  private final WindowService windows;
  private final ConsumerDefaults defaults;
  private final List<BackgroundWalk> walks;

  ClientWindows(WindowService windows, ConsumerDefaults defaults, List<BackgroundWalk> walks) {
    this.windows = windows;
    this.defaults = defaults;
    this.walks = List.copyOf(walks);
  }

  private interface Making<T> {
    T make() throws TidemarkException;
  }

  private <T> T alone(Making<T> list) throws TidemarkException {
    walks.forEach(BackgroundWalk::halt);
    try {
      return list.make();
    } finally {
      walks.forEach(BackgroundWalk::resume);
    }
  }

  @Override
  public WindowRow open(OpenRequest request) throws TidemarkException {
    return alone(() -> windows.open(defaults.complete(request)));
  }

  @Override
  public Path list(long window) throws TidemarkException {
    return alone(() -> windows.list(window));
  }

  @Override
  public Path changes(List<PathBytes> paths, long after) throws TidemarkException {
    return alone(() -> windows.changes(paths, after));
  }

  @Override
  public RefreshResult refresh(long window, long beforeMillis) throws TidemarkException {
    return alone(() -> windows.refresh(window, beforeMillis));
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
