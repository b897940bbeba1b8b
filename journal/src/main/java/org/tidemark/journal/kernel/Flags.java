package org.tidemark.journal.kernel;

/**
 * Constants of Linux that several packages use (uapi headers; open flags differ between x86-64 and
 * arm64).
 */
public final class Flags {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  public static final int O_RDONLY = 0;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  public static final int O_NOATIME = 0x40000;
  public static final int O_PATH = 0x200000;
  static final int O_CLOEXEC = 0x80000;
  static final int O_LARGEFILE = ARM ? 0x20000 : 0x8000;

  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_SYMLINK_FOLLOW = 0x400;

  public static final long RESOLVE_NO_XDEV = 0x01;
  public static final long RESOLVE_NO_MAGICLINKS = 0x02;
  public static final long RESOLVE_NO_SYMLINKS = 0x04;
  public static final long RESOLVE_BENEATH = 0x08;

  public static final short POLLIN = 0x001;
  public static final short POLLPRI = 0x002;
  public static final short POLLERR = 0x008;

  /** {@code UTIME_OMIT}: leave this time as it is. */
  public static final long UTIME_OMIT = (1L << 30) - 2;

  public static final int IN_MODIFY = 0x2;
  public static final int IN_ATTRIB = 0x4;
  public static final int IN_CLOSE_WRITE = 0x8;
  public static final int IN_MOVED_FROM = 0x40;
  public static final int IN_MOVED_TO = 0x80;
  public static final int IN_CREATE = 0x100;
  public static final int IN_DELETE = 0x200;
  public static final int IN_DELETE_SELF = 0x400;
  public static final int IN_MOVE_SELF = 0x800;
  public static final int IN_UNMOUNT = 0x2000;
  public static final int IN_Q_OVERFLOW = 0x4000;
  public static final int IN_IGNORED = 0x8000;
  public static final int IN_ONLYDIR = 0x1000000;
  public static final int IN_EXCL_UNLINK = 0x4000000;
  public static final int IN_ISDIR = 0x40000000;

  public static final long FAN_MODIFY = 0x2;
  public static final long FAN_ATTRIB = 0x4;
  public static final long FAN_CLOSE_WRITE = 0x8;
  public static final long FAN_MOVED_FROM = 0x40;
  public static final long FAN_MOVED_TO = 0x80;
  public static final long FAN_CREATE = 0x100;
  public static final long FAN_DELETE = 0x200;
  public static final long FAN_Q_OVERFLOW = 0x4000;
  public static final long FAN_FS_ERROR = 0x8000;
  public static final long FAN_EVENT_ON_CHILD = 0x8000000;
  public static final long FAN_RENAME = 0x10000000;
  public static final long FAN_ONDIR = 0x40000000;

  public static final int FAN_CLOEXEC = 0x1;
  public static final int FAN_NONBLOCK = 0x2;
  public static final int FAN_CLASS_NOTIF = 0x0;
  public static final int FAN_UNLIMITED_QUEUE = 0x10;
  public static final int FAN_REPORT_FID = 0x200;
  public static final int FAN_REPORT_DIR_FID = 0x400;
  public static final int FAN_REPORT_NAME = 0x800;
  public static final int FAN_REPORT_DFID_NAME = FAN_REPORT_DIR_FID | FAN_REPORT_NAME;

  public static final int FAN_MARK_ADD = 0x1;
  public static final int FAN_MARK_FILESYSTEM = 0x100;

  private Flags() {}
}
