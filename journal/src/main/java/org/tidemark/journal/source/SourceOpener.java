package org.tidemark.journal.source;

import java.util.List;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/** Opens the sources that {@link SourceSet} keeps. Ingest thread only. */
interface SourceOpener {
  /**
   * @throws KernelException if fanotify cannot follow this filesystem
   */
  FanotifySource fanotify(FilesystemView view) throws KernelException;

  /**
   * @param place the root, or a mount below it
   * @throws KernelException if inotify cannot be had at all
   */
  EventSource inotify(Root root, PathBytes place) throws KernelException;

  /**
   * Follows what lies above the roots.
   *
   * @param changed called while the source decodes
   * @throws KernelException if inotify cannot be had at all
   */
  EventSource ancestors(List<Root> roots, Consumer<Root> changed) throws KernelException;
}
