package org.tidemark.journal.kernel;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.ByteBuffer;

/**
 * The system calls that the journal needs. Paths and names are bytes without a NUL at the end.
 *
 * <p>Calls that return {@code int} or {@code long} give a result of 0 or more, or {@code -errno} as
 * the kernel itself does: callers branch on the codes they expect and hand everything else to
 * {@link Errno#check}. {@code EINTR} is retried inside. Buffers are direct. Thread-safe.
 */
@CheckReturnValue
public interface Kernel {
  /** {@code AT_FDCWD}: relative names start at the working directory. */
  int AT_FDCWD = -100;

  // --- files -----------------------------------------------------------------------------------

  /** openat(2) with {@code O_CLOEXEC} added. */
  int openat(int directory, byte[] name, int flags);

  /** openat2(2) with {@code O_CLOEXEC} added; -ENOSYS before Linux 5.6. */
  int openat2(int directory, byte[] path, int flags, long resolve);

  /** close(2); an error of close is of no use to anybody and is not reported. */
  void close(int descriptor);

  /** read(2) into the buffer's bytes from {@code offset}; its position and limit do not matter. */
  int read(int descriptor, ByteBuffer buffer, int offset, int length);

  /** statx(2) with the basic fields, without syncing; fills {@code into}. */
  int statx(int directory, byte[] path, int flags, FileStat into);

  /** getdents64(2); decode with {@link DirectoryEntries}. */
  int getdents64(int descriptor, ByteBuffer buffer);

  /** As {@link #getdents64(int, ByteBuffer)}, into memory whose entries can be handed back. */
  int getdents64(int descriptor, DirectoryBuffer buffer);

  /**
   * statx(2) of the entry at which the buffer's {@link DirectoryBuffer#entries} stand, itself and
   * not what it links to; its name is not copied.
   */
  int statx(int directory, DirectoryBuffer entry, FileStat into);

  /** lseek(2) to the beginning. */
  int rewind(int descriptor);

  /** readlinkat(2): length of the target put into {@code target}, cut at its size. */
  int readlinkat(int directory, byte[] path, byte[] target);

  /**
   * utimensat(2).
   *
   * @param times access seconds, access nanoseconds, modification seconds, nanoseconds
   */
  int utimensat(int directory, byte[] path, long[] times, int flags);

  /** listxattr(2) or llistxattr(2): names with a NUL behind each. */
  int listxattr(byte[] path, byte[] names, boolean followLinks);

  /** getxattr(2) or lgetxattr(2). */
  int getxattr(byte[] path, byte[] name, byte[] value, boolean followLinks);

  /**
   * statfs(2): {@code [0]} filesystem type (magic), {@code [1]} fsid as two 32-bit halves; where
   * the array has room, {@code [2]} inodes in all and {@code [3]} free ones, 0 where there is no
   * limit.
   */
  int statfs(byte[] path, long[] typeAndId);

  /**
   * statfs(2): number of inodes in use; 0 where the filesystem does not count them (btrfs), or
   * {@code -errno}.
   */
  long usedInodes(byte[] path);

  // --- working directory -----------------------------------------------------------------------

  /**
   * unshare(2) with {@code CLONE_FS}: from now on the calling thread has a working directory of its
   * own, which the other threads do not see. Needs no privilege, but seccomp filters may refuse it.
   */
  int ownWorkingDirectory();

  /** fchdir(2); for threads that have a working directory of their own. */
  int changeDirectory(int descriptor);

  /** chdir(2); for threads that have a working directory of their own. */
  int changeDirectory(byte[] path);

  // --- scheduling ------------------------------------------------------------------------------

  /**
   * setpriority(2) for the calling thread alone, as Linux does it: 0 is usual, 19 gives way to all
   * others. Everybody may raise the value; lowering it again needs CAP_SYS_NICE.
   */
  int niceThread(int value);

  /** getpriority(2) of the calling thread: -20 to 19. */
  int threadNice();

  /**
   * ioprio_set(2) for the calling thread alone.
   *
   * @param priorityClass 2 best effort, 3 idle
   * @param level 0 to 7, 7 is the last to be served
   */
  int ioPriorityOfThread(int priorityClass, int level);

  // --- handles ---------------------------------------------------------------------------------

  /**
   * name_to_handle_at(2).
   *
   * @param handle receives handle_bytes (u32), handle_type (s32) and the handle; 136 bytes suffice
   * @param mountId receives the mount id in {@code [0]}
   */
  int nameToHandle(int directory, byte[] path, byte[] handle, int[] mountId, int flags);

  /**
   * open_by_handle_at(2) with {@code O_CLOEXEC} added; the handle lies in {@code buffer} from
   * {@code offset}, in the layout of {@link #nameToHandle}.
   */
  int openByHandle(int mountDescriptor, byte[] buffer, int offset, int length, int flags);

  // --- waiting ---------------------------------------------------------------------------------

  /** poll(2); a timeout below 0 waits for ever. */
  int poll(PollSet set, int timeoutMillis);

  /** eventfd(2), non-blocking. */
  int eventfd();

  /** Adds one to an eventfd. */
  int signal(int eventfd);

  /** Takes an eventfd back to zero; -EAGAIN if it was. */
  int drain(int eventfd);

  /** ioctl(FIONREAD): 24 bytes per queued <em>event</em> on fanotify, real bytes on inotify. */
  int queued(int descriptor);

  /** memfd_create(2) of that size. */
  int memfd(String name, long size);

  /** fallocate(2): a hole in a file; its pages go back to the system, and read as zeros. */
  int punchHole(int descriptor, long offset, long length);

  // --- inotify and fanotify ---------------------------------------------------------------------

  /** inotify_init1(2), non-blocking. */
  int inotifyInit();

  int inotifyAddWatch(int inotify, byte[] path, int mask);

  int inotifyRemoveWatch(int inotify, int watch);

  /** fanotify_init(2) with {@code O_RDONLY | O_LARGEFILE} for event files. */
  int fanotifyInit(int flags);

  int fanotifyMark(int fanotify, int flags, long mask, int directory, byte[] path);

  // --- mounts ------------------------------------------------------------------------------------

  /**
   * A mount of a block device's filesystem that has no place in any tree (fsopen(2), fsmount(2));
   * it lasts while the returned descriptor is open.
   *
   * @param options handed to the filesystem: {@code key=value} pairs such as {@code subvolid=5}, or
   *     flags such as {@code ro}
   */
  int detachedMount(String type, byte[] device, String... options);

  /** geteuid(2). */
  int effectiveUser();
}
