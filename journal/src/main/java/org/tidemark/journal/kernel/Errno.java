package org.tidemark.journal.kernel;

import java.util.Map;
import org.tidemark.journal.model.PercentText;

/** Linux error numbers (the same on x86-64 and arm64), their names, and what to do about them. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOVERFLOW = 75;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM: operation not permitted"),
          Map.entry(ENOENT, "ENOENT: no such file or directory"),
          Map.entry(EINTR, "EINTR: interrupted"),
          Map.entry(EIO, "EIO: input/output error"),
          Map.entry(ENXIO, "ENXIO: no such device or address"),
          Map.entry(EBADF, "EBADF: bad file descriptor"),
          Map.entry(EAGAIN, "EAGAIN: try again"),
          Map.entry(ENOMEM, "ENOMEM: out of memory"),
          Map.entry(EACCES, "EACCES: permission denied"),
          Map.entry(EBUSY, "EBUSY: device or resource busy"),
          Map.entry(EEXIST, "EEXIST: file exists"),
          Map.entry(EXDEV, "EXDEV: another filesystem"),
          Map.entry(ENODEV, "ENODEV: no such device"),
          Map.entry(ENOTDIR, "ENOTDIR: not a directory"),
          Map.entry(EISDIR, "EISDIR: is a directory"),
          Map.entry(EINVAL, "EINVAL: invalid argument"),
          Map.entry(ENFILE, "ENFILE: too many open files in the system"),
          Map.entry(EMFILE, "EMFILE: too many open files"),
          Map.entry(ENOSPC, "ENOSPC: no space left"),
          Map.entry(EROFS, "EROFS: read-only filesystem"),
          Map.entry(ERANGE, "ERANGE: result too large"),
          Map.entry(ENAMETOOLONG, "ENAMETOOLONG: name too long"),
          Map.entry(ENOSYS, "ENOSYS: not implemented by this kernel"),
          Map.entry(ELOOP, "ELOOP: symbolic link in the way"),
          Map.entry(ENODATA, "ENODATA: no such attribute"),
          Map.entry(EOVERFLOW, "EOVERFLOW: value too large"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP: not supported"),
          Map.entry(ESTALE, "ESTALE: the object is gone"),
          Map.entry(EUCLEAN, "EUCLEAN: the filesystem needs cleaning"));

  private Errno() {}

  /** {@code ENOENT: no such file or directory}, or {@code errno 99}. */
  public static String describe(int errno) {
    return NAMES.getOrDefault(errno, "errno " + errno);
  }

  /**
   * Gives back a result of 0 or more.
   *
   * @param operation the call, as in {@code fanotify_mark}
   * @throws KernelException for {@code -errno}
   */
  public static int check(String operation, byte[] path, int result) throws KernelException {
    if (result < 0) {
      throw new KernelException(operation, PercentText.encode(path), -result);
    }
    return result;
  }

  /** As {@link #check(String, byte[], int)}, for calls that have no path. */
  public static int check(String operation, int result) throws KernelException {
    return check(operation, new byte[0], result);
  }

  /** What an operator can do about this error of this call; empty if nothing is known. */
  static String hint(String operation, int errno) {
    return switch (operation) {
      case "inotify_init1" ->
          errno == EMFILE ? "raise fs.inotify.max_user_instances (sysctl -w)" : permission(errno);
      case "inotify_add_watch" ->
          errno == ENOSPC ? "raise fs.inotify.max_user_watches (sysctl -w)" : permission(errno);
      case "fanotify_init" ->
          errno == EMFILE ? "raise fs.fanotify.max_user_groups (sysctl -w)" : permission(errno);
      case "fanotify_mark" -> markHint(errno);
      case "open_by_handle_at" ->
          errno == EPERM ? "CAP_DAC_READ_SEARCH is needed: run as root" : "";
      default -> errno == EMFILE ? "raise the limit of open files (LimitNOFILE=)" : "";
    };
  }

  private static String permission(int errno) {
    return errno == EPERM ? "CAP_SYS_ADMIN is needed: run as root" : "";
  }

  private static String markHint(int errno) {
    return switch (errno) {
      case EXDEV -> "a btrfs subvolume: the filesystem is marked through subvolid=5 instead";
      case EOPNOTSUPP, ENODEV -> "this filesystem has no usable file handles: inotify is used";
      case ENOSPC -> "raise fs.fanotify.max_user_marks (sysctl -w)";
      default -> permission(errno);
    };
  }
}
