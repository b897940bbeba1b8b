package org.tidemark.journal.source;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/** Opens sources of the running kernel. */
final class KernelSources implements SourceOpener {
  /** Arming waits for the disk, not for the processor. */
  private static final int ARMING_THREADS = 4;

  private final Kernel kernel;
  private final FanotifyFlags wanted;
  private final InheritedMarks inherited;

  KernelSources(Kernel kernel) {
    this(kernel, new InheritedMarks());
  }

  KernelSources(Kernel kernel, InheritedMarks inherited) {
    this(kernel, FanotifyFlags.ALL, inherited);
  }

  KernelSources(Kernel kernel, FanotifyFlags wanted) {
    this(kernel, wanted, new InheritedMarks());
  }

  private KernelSources(Kernel kernel, FanotifyFlags wanted, InheritedMarks inherited) {
    this.kernel = kernel;
    this.wanted = wanted;
    this.inherited = inherited;
  }

  @Override
  public FanotifySource fanotify(FilesystemView view) throws KernelException {
    Optional<InheritedMarks.Mark> mark = inherited.of(view.device());
    if (mark.isEmpty()) {
      return FanotifySource.open(kernel, view, wanted);
    }
    FanotifySource source = FanotifySource.takeOver(kernel, view, mark.get());
    inherited.taken(mark.get());
    return source;
  }

  @Override
  public EventSource inotify(Root root, PathBytes place) throws KernelException {
    return InotifySource.open(kernel, root, place, ARMING_THREADS);
  }

  @Override
  public EventSource ancestors(List<Root> roots, Consumer<Root> changed) throws KernelException {
    return AncestorWatch.open(kernel, roots, changed);
  }
}
