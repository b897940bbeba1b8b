package org.tidemark.netbackup.doubles;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;

/**
 * The client's file system as bpbkar sees it, each look counted. Of the real machine only some
 * trees belong to it, so that a walk from {@code /} meets nothing else. Paths are absolute, one
 * character per byte. Used by one thread.
 */
final class Machine {
  private static final Kernel KERNEL = new NativeKernel();

  private final ByteTree root = new ByteTree(PathBytes.ROOT);
  private final List<PathBytes> trees;
  private long lstats;
  private long readdirs;

  Machine(List<PathBytes> trees) {
    this.trees = List.copyOf(trees);
  }

  /** Empty if there is nothing of that name. */
  Optional<FileStat> lstat(String path) {
    lstats++;
    if (!belongs(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(root.stat(relative(path)));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private boolean belongs(String path) {
    return trees.stream()
        .anyMatch(tree -> holds(tree.latin1(), path) || holds(path, tree.latin1()));
  }

  private static boolean holds(String top, String path) {
    return top.equals("/") || path.equals(top) || path.startsWith(top + "/");
  }

  private static String relative(String path) {
    return path.substring(1);
  }

  /** The names in a directory; empty if it cannot be read. */
  List<String> list(String path) {
    readdirs++;
    try {
      if (trees.stream().anyMatch(tree -> holds(tree.latin1(), path))) {
        return root.list(relative(path));
      }
      return towardsTheTrees(path);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof KernelException) {
        return List.of();
      }
      throw e;
    }
  }

  private List<String> towardsTheTrees(String path) {
    String prefix = path.equals("/") ? "/" : path + "/";
    TreeSet<String> names = new TreeSet<>();
    for (PathBytes tree : trees) {
      if (tree.latin1().startsWith(prefix)) {
        names.add(tree.latin1().substring(prefix.length()).split("/", -1)[0]);
      }
    }
    return new ArrayList<>(names);
  }

  /** True if a directory above the name is a symbolic link. */
  boolean isBehindLink(String path) {
    byte[] parent = PathBytes.ofLatin1(path).parent().bytes();
    int result =
        KERNEL.openat2(
            Kernel.AT_FDCWD, parent, Flags.O_PATH | Flags.O_DIRECTORY, Flags.RESOLVE_NO_SYMLINKS);
    if (result >= 0) {
      KERNEL.close(result);
    }
    return result == -Errno.ELOOP;
  }

  long lstats() {
    return lstats;
  }

  long readdirs() {
    return readdirs;
  }
}
