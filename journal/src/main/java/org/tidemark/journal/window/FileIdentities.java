package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * Says which path below the roots a file of some process is: by the path that the link shows, if
 * that leads to the same inode; else, since another mount namespace has other paths, by its handle,
 * opened through the root's filesystem. Owned by one thread.
 */
final class FileIdentities implements AutoCloseable {
  private static final int HANDLE_ROOM = 136;

  private final Kernel kernel;
  private final List<Root> roots;
  private final ListScope scope;
  private final TreeLookup lookup;

  /** handle_bytes and handle_type of {@code struct file_handle}. */
  private static final int HANDLE_HEADER = 8;

  private final HandleNames handles;
  private final FileStat stat = new FileStat();

  FileIdentities(Kernel kernel, List<Root> roots) {
    this.kernel = kernel;
    this.roots = roots;
    scope = new ListScope(roots, roots.stream().map(Root::path).toList(), 0, Presentation.AS_IS);
    lookup = new TreeLookup(kernel, roots, Presentation.AS_IS);
    handles = new HandleNames(kernel, lookup);
  }

  /**
   * What is known of a file.
   *
   * @param path empty if it lies below no root, or is excluded
   * @param problem why nothing can be said; empty if something can
   * @param handle of a file that lives on under a name which the kernel cannot tell, one character
   *     per byte; the path is then its root's; empty otherwise
   */
  record Answer(Optional<PathBytes> path, String problem, String handle) {
    static final Answer NOT_OURS = new Answer(Optional.empty(), "");

    /** Nothing is there any more. */
    static final Answer GONE = new Answer(Optional.empty(), "it has gone");

    boolean isGone() {
      return equals(GONE);
    }

    Answer(Optional<PathBytes> path, String problem) {
      this(path, problem, "");
    }
  }

  /**
   * Looks at the file that a path or link leads to.
   *
   * @param place one character per byte
   */
  Answer of(String place) {
    byte[] link = place.getBytes(StandardCharsets.ISO_8859_1);
    int result = kernel.statx(Kernel.AT_FDCWD, link, 0, stat);
    if (result < 0) {
      return result == -Errno.ENOENT
          ? Answer.GONE
          : new Answer(Optional.empty(), Errno.describe(-result));
    }
    if (!stat.isRegular() || stat.links() == 0) {
      return Answer.NOT_OURS;
    }
    Optional<PathBytes> shown =
        ProcLinks.target(kernel, link).or(() -> absolute(place)).filter(this::isThatFile);
    return shown.isPresent() ? covered(shown.get()) : byHandle(link);
  }

  private static Optional<PathBytes> absolute(String place) {
    try {
      return Optional.of(PathBytes.ofLatin1(place));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isThatFile(PathBytes path) {
    return scope.pathOf(path) != null
        && lookup.find(path).isFound()
        && lookup.stat().inode() == stat.inode()
        && lookup.stat().device() == stat.device();
  }

  private Answer covered(PathBytes path) {
    return scope.excluded(path) ? Answer.NOT_OURS : new Answer(Optional.of(path), "");
  }

  private Answer byHandle(byte[] link) {
    for (Root root : roots) {
      if (lookup.anchorDescriptor(root.path()) >= 0
          && lookup.anchorDevice(root.path()) == stat.device()) {
        return byHandle(link, root);
      }
    }
    return Answer.NOT_OURS;
  }

  private Answer byHandle(byte[] link, Root root) {
    byte[] handle = new byte[HANDLE_ROOM];
    int result =
        kernel.nameToHandle(Kernel.AT_FDCWD, link, handle, new int[1], Flags.AT_SYMLINK_FOLLOW);
    if (result < 0) {
      return new Answer(Optional.empty(), "no handle: " + Errno.describe(-result));
    }
    byte[] whole = Arrays.copyOf(handle, HANDLE_HEADER + handle[0]);
    Optional<HandleNames.Living> living = handles.find(whole, root.path());
    if (living.isPresent() && living.get().path().isEmpty()) {
      // Opened by a name that is gone, which hides the names that it still has.
      String kept = new String(whole, StandardCharsets.ISO_8859_1);
      return new Answer(Optional.of(root.path()), "", kept);
    }
    Optional<PathBytes> path = living.flatMap(HandleNames.Living::path);
    return path.filter(found -> scope.pathOf(found) != null)
        .map(this::covered)
        .orElse(Answer.NOT_OURS);
  }

  @Override
  public void close() {
    handles.close();
    lookup.close();
  }
}
