package org.tidemark.journal.links;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.LinkDirectory;

/** Names files and directories as the index does: by handle (name_to_handle_at(2)). One thread. */
public final class LinkHandles {
  /** handle_bytes and handle_type of {@code struct file_handle}, before the handle itself. */
  private static final int HEADER = 8;

  private final Kernel kernel;
  private final FileStat stat = new FileStat();
  private final byte[] room = new byte[136];
  private final int[] mountId = new int[1];

  public LinkHandles(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The directory at that path; empty if there is none. */
  public Optional<LinkDirectory> directory(PathBytes path) {
    int result = kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result < 0 || !stat.isDirectory()) {
      return Optional.empty();
    }
    byte[] handle = handleOf(path);
    byte[] key = handle == null ? LinkDirectory.handleOf(path) : handle;
    return Optional.of(new LinkDirectory(stat.device(), key, path));
  }

  /** The link that the path leads to, whatever it is; empty if its directory is not there. */
  public Optional<LinkPlace> placeOf(PathBytes path) {
    int result =
        kernel.statx(Kernel.AT_FDCWD, path.parent().bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    return result < 0
        ? Optional.empty()
        : Optional.of(
            new LinkPlace(stat.device(), stat.inode(), PathBytes.ROOT.child(path.name())));
  }

  /** The handle of what lies at that path; null if it has none. */
  public byte @Nullable [] handleOf(PathBytes path) {
    int result = kernel.nameToHandle(Kernel.AT_FDCWD, path.bytes(), room, mountId, 0);
    return result < 0 ? null : Arrays.copyOf(room, HEADER + (room[0] & 0xff));
  }
}
