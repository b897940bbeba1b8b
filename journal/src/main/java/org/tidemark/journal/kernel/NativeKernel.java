package org.tidemark.journal.kernel;

import static org.tidemark.journal.kernel.CallForm.code;
import static org.tidemark.journal.kernel.CallForm.terminated;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The running Linux kernel. */
public final class NativeKernel implements Kernel {
  private static final long FIONREAD = 0x541b;
  private static final int STATX_BIRTH_TIME = 0x800;
  private static final int STATX_MOUNT_ID = 0x1000;
  private static final int STATX_FIELDS = 0x7ff | STATX_BIRTH_TIME | STATX_MOUNT_ID;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int CLONE_FS = 0x200;
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final long SYS_IOPRIO_SET = ARM ? 30 : 251;
  private static final long IOPRIO_WHO_PROCESS = 1;
  private static final long SYS_OPENAT2 = 437;
  private static final int PUNCH_HOLE_KEEP_SIZE = 3;
  private static final int HANDLE_HEADER = 8;
  private static final int MAX_HANDLE = 128;

  private final ThreadLocal<Memory> scratch = ThreadLocal.withInitial(() -> new Memory(512));
  private final ThreadLocal<CallMemory> perName = ThreadLocal.withInitial(CallMemory::new);

  /** Loads the native library, which takes a while. Any thread. */
  public static void load() {
    int unused = LibC.geteuid();
  }

  @Override
  public int openat(int directory, byte[] name, int flags) {
    byte[] path = terminated(name);
    while (true) {
      int result = LibC.openat(directory, path, flags | Flags.O_CLOEXEC, 0);
      if (result >= 0 || Native.getLastError() != Errno.EINTR) {
        return code(result);
      }
    }
  }

  @Override
  public int openat2(int directory, byte[] path, int flags, long resolve) {
    if (!CallMemory.fits(path)) {
      return -Errno.ENAMETOOLONG;
    }
    CallMemory memory = perName.get();
    long name = memory.name(path);
    memory.setLong(0, Integer.toUnsignedLong(flags | Flags.O_CLOEXEC));
    memory.setLong(8, 0);
    memory.setLong(16, resolve);
    while (true) {
      int result = (int) LibC.syscall(SYS_OPENAT2, directory, name, memory.structure(), 24L, 0L);
      int errno = result >= 0 ? 0 : Native.getLastError();
      // EAGAIN: a rename somewhere raced with RESOLVE_BENEATH's check of "..", see openat2(2).
      if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
        return result >= 0 ? result : -errno;
      }
    }
  }

  @Override
  public void close(int descriptor) {
    int unused = LibC.close(descriptor);
  }

  @Override
  public int read(int descriptor, ByteBuffer buffer, int offset, int length) {
    Pointer target = Native.getDirectBufferPointer(buffer).share(offset, length);
    while (true) {
      long result = LibC.read(descriptor, target, length);
      if (result >= 0 || Native.getLastError() != Errno.EINTR) {
        return code(result);
      }
    }
  }

  @Override
  public int statx(int directory, byte[] path, int flags, FileStat into) {
    if (!CallMemory.fits(path)) {
      return -Errno.ENAMETOOLONG;
    }
    CallMemory memory = perName.get();
    int result =
        code(
            LibC.statx(
                directory,
                memory.name(path),
                flags | AT_STATX_DONT_SYNC,
                STATX_FIELDS,
                memory.structure()));
    if (result == 0) {
      fill(into, memory);
    }
    return result;
  }

  private static void fill(FileStat into, CallMemory out) {
    into.attributes = out.getLong(8);
    into.links = out.getInt(16);
    into.user = out.getInt(20);
    into.group = out.getInt(24);
    into.mode = out.getShort(28) & 0xffff;
    into.inode = out.getLong(32);
    into.size = out.getLong(40);
    into.accessSeconds = out.getLong(64);
    into.accessNanos = out.getInt(72);
    into.changeSeconds = out.getLong(96);
    into.changeNanos = out.getInt(104);
    into.modifySeconds = out.getLong(112);
    into.modifyNanos = out.getInt(120);
    into.specialDevice = device(out.getInt(128), out.getInt(132));
    into.device = device(out.getInt(136), out.getInt(140));
    into.mountId = (out.getInt(0) & STATX_MOUNT_ID) == 0 ? 0 : out.getLong(144);
    into.hasBirthTime = (out.getInt(0) & STATX_BIRTH_TIME) != 0;
    into.birthSeconds = into.hasBirthTime ? out.getLong(80) : 0;
    into.birthNanos = into.hasBirthTime ? out.getInt(88) : 0;
  }

  private static long device(int major, int minor) {
    return ((long) major << 32) | Integer.toUnsignedLong(minor);
  }

  @Override
  public int getdents64(int descriptor, ByteBuffer buffer) {
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    return code(LibC.getdents64(descriptor, address, buffer.capacity()));
  }

  @Override
  public int getdents64(int descriptor, DirectoryBuffer buffer) {
    return code(LibC.getdents64(descriptor, buffer.address(), buffer.capacity()));
  }

  @Override
  public int statx(int directory, DirectoryBuffer entry, FileStat into) {
    CallMemory memory = perName.get();
    int result =
        code(
            LibC.statx(
                directory,
                entry.nameAddress(),
                Flags.AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC,
                STATX_FIELDS,
                memory.structure()));
    if (result == 0) {
      fill(into, memory);
    }
    return result;
  }

  @Override
  public int rewind(int descriptor) {
    return code(LibC.lseek(descriptor, 0, 0));
  }

  @Override
  public int readlinkat(int directory, byte[] path, byte[] target) {
    return code(LibC.readlinkat(directory, terminated(path), target, target.length));
  }

  @Override
  public int utimensat(int directory, byte[] path, long[] times, int flags) {
    return code(LibC.utimensat(directory, terminated(path), times, flags));
  }

  @Override
  public int listxattr(byte[] path, byte[] names, boolean followLinks) {
    byte[] name = terminated(path);
    return code(
        followLinks
            ? LibC.listxattr(name, names, names.length)
            : LibC.llistxattr(name, names, names.length));
  }

  @Override
  public int getxattr(byte[] path, byte[] name, byte[] value, boolean followLinks) {
    byte[] file = terminated(path);
    byte[] key = terminated(name);
    return code(
        followLinks
            ? LibC.getxattr(file, key, value, value.length)
            : LibC.lgetxattr(file, key, value, value.length));
  }

  @Override
  public int statfs(byte[] path, long[] typeAndId) {
    Memory out = scratch.get();
    int result = code(LibC.statfs(terminated(path), out));
    if (result == 0) {
      typeAndId[0] = out.getLong(0);
      typeAndId[1] = out.getLong(56);
      if (typeAndId.length > 3) {
        typeAndId[2] = out.getLong(40);
        typeAndId[3] = out.getLong(48);
      }
    }
    return result;
  }

  @Override
  public long usedInodes(byte[] path) {
    Memory out = scratch.get();
    int result = code(LibC.statfs(terminated(path), out));
    return result == 0 ? Math.max(0, out.getLong(40) - out.getLong(48)) : result;
  }

  @Override
  public int ownWorkingDirectory() {
    return code(LibC.unshare(CLONE_FS));
  }

  @Override
  public int changeDirectory(int descriptor) {
    return code(LibC.fchdir(descriptor));
  }

  @Override
  public int changeDirectory(byte[] path) {
    return code(LibC.chdir(terminated(path)));
  }

  @Override
  public int niceThread(int value) {
    return code(LibC.setpriority(0, 0, value));
  }

  @Override
  public int threadNice() {
    return LibC.getpriority(0, 0);
  }

  @Override
  public int ioPriorityOfThread(int priorityClass, int level) {
    long value = ((long) priorityClass << 13) | level;
    return code(LibC.syscall(SYS_IOPRIO_SET, IOPRIO_WHO_PROCESS, 0L, value, 0L, 0L));
  }

  @Override
  public int nameToHandle(int directory, byte[] path, byte[] handle, int[] mountId, int flags) {
    int room = Math.min(handle.length - HANDLE_HEADER, MAX_HANDLE);
    handle[0] = (byte) room;
    Arrays.fill(handle, 1, 4, (byte) 0);
    return code(LibC.name_to_handle_at(directory, terminated(path), handle, mountId, flags));
  }

  @Override
  public int openByHandle(int mountDescriptor, byte[] buffer, int offset, int length, int flags) {
    if (length > HANDLE_HEADER + MAX_HANDLE) {
      return -Errno.EINVAL;
    }
    Memory handle = scratch.get();
    handle.write(0, buffer, offset, length);
    return code(LibC.open_by_handle_at(mountDescriptor, handle, flags | Flags.O_CLOEXEC));
  }

  @Override
  public int poll(PollSet set, int timeoutMillis) {
    int result =
        code(LibC.poll(Native.getDirectBufferPointer(set.entries()), set.count(), timeoutMillis));
    return result == -Errno.EINTR ? 0 : result;
  }

  @Override
  public int eventfd() {
    return code(LibC.eventfd(0, Flags.O_CLOEXEC | Flags.O_NONBLOCK));
  }

  @Override
  public int signal(int eventfd) {
    byte[] one = new byte[8];
    one[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 7] = 1;
    return code(LibC.write(eventfd, one, 8));
  }

  @Override
  public int drain(int eventfd) {
    return code(LibC.read(eventfd, scratch.get(), 8));
  }

  @Override
  public int queued(int descriptor) {
    int[] out = new int[1];
    int result = code(LibC.ioctl(descriptor, FIONREAD, out));
    return result < 0 ? result : out[0];
  }

  @Override
  public int memfd(String name, long size) {
    int descriptor =
        code(LibC.memfd_create(terminated(name.getBytes(StandardCharsets.US_ASCII)), 1));
    if (descriptor < 0) {
      return descriptor;
    }
    int result = code(LibC.ftruncate(descriptor, size));
    if (result < 0) {
      close(descriptor);
      return result;
    }
    return descriptor;
  }

  @Override
  public int punchHole(int descriptor, long offset, long length) {
    return code(LibC.fallocate(descriptor, PUNCH_HOLE_KEEP_SIZE, offset, length));
  }

  @Override
  public int inotifyInit() {
    return code(LibC.inotify_init1(Flags.O_CLOEXEC | Flags.O_NONBLOCK));
  }

  @Override
  public int inotifyAddWatch(int inotify, byte[] path, int mask) {
    return code(LibC.inotify_add_watch(inotify, terminated(path), mask));
  }

  @Override
  public int inotifyRemoveWatch(int inotify, int watch) {
    return code(LibC.inotify_rm_watch(inotify, watch));
  }

  @Override
  public int fanotifyInit(int flags) {
    return code(LibC.fanotify_init(flags, Flags.O_RDONLY | Flags.O_LARGEFILE));
  }

  @Override
  public int fanotifyMark(int fanotify, int flags, long mask, int directory, byte[] path) {
    return code(LibC.fanotify_mark(fanotify, flags, mask, directory, terminated(path)));
  }

  @Override
  public int detachedMount(String type, byte[] device, String... options) {
    return DetachedMount.open(type, device, options);
  }

  @Override
  public int effectiveUser() {
    return LibC.geteuid();
  }
}
