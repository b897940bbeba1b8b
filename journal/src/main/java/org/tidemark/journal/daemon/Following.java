package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;

/**
 * The sources, driven on the ingest thread: started, looked at when mounts change and now and then.
 * The set itself belongs to the ingest thread; descriptions are published for others.
 */
final class Following implements SourceSet.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private final Ingest ingest;
  private final SourceSet sources;
  private final AtomicReference<List<EventSource.Description>> descriptions =
      new AtomicReference<>(List.of());

  Following(Kernel kernel, Ingest ingest, SourceChoice choice) {
    this.ingest = ingest;
    this.sources =
        new SourceSet(kernel, ingest.roots(), choice, ingest.sink(), ingest.drain(), this);
    ingest.onMounts(this::mountsChanged);
    ingest.onMaintain(sources::maintain);
  }

  /** Begins to follow every root; what cannot be followed at all is an error. */
  void start(Duration deadline) throws TidemarkException {
    ingest.run(
        store -> {
          sources.start();
          publish();
          return null;
        },
        deadline);
  }

  /** Looks whether every mark and every root is still there. */
  void check(Duration deadline) throws TidemarkException {
    ingest.run(
        store -> {
          sources.check();
          publish();
          return null;
        },
        deadline);
  }

  private void mountsChanged() {
    sources.mountsChanged();
    publish();
  }

  private void publish() {
    descriptions.set(List.copyOf(sources.descriptions()));
  }

  /** What is followed, as of the last look. Any thread. */
  List<EventSource.Description> descriptions() {
    return descriptions.get();
  }

  @Override
  public void problem(PathBytes place, String message) {
    LOG.warn("{} cannot be followed and is a gap: {}", place, message);
  }

  @Override
  public void rootMoved(Root old, Root now) {
    LOG.warn("{} now leads to {} instead of {}", old.configured(), now.path(), old.path());
    List<Root> roots = new ArrayList<>(ingest.roots());
    roots.replaceAll(root -> root.equals(old) ? now : root);
    ingest.setRoots(roots);
  }
}
