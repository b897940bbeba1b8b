package org.tidemark.journal.source;

import org.tidemark.journal.kernel.Flags;

/**
 * What newer kernels can do. Each is found out by trying, never by the kernel's version: long-term
 * kernels have parts of it. Tests withhold some, so that the branches for older kernels run.
 *
 * @param rename one event for both names of a rename (Linux 5.17)
 * @param filesystemErrors events about the filesystem's own errors (Linux 5.16)
 * @param objectHandles events carry the object's handle, and events without a known name are
 *     reported at all (with names: Linux 5.9)
 */
public record FanotifyFlags(boolean rename, boolean filesystemErrors, boolean objectHandles) {
  public static final FanotifyFlags ALL = new FanotifyFlags(true, true, true);

  private static final long ALWAYS =
      Flags.FAN_CREATE
          | Flags.FAN_DELETE
          | Flags.FAN_MODIFY
          | Flags.FAN_CLOSE_WRITE
          | Flags.FAN_ATTRIB
          | Flags.FAN_ONDIR;

  FanotifyFlags withoutRename() {
    return new FanotifyFlags(false, filesystemErrors, objectHandles);
  }

  FanotifyFlags withoutFilesystemErrors() {
    return new FanotifyFlags(rename, false, objectHandles);
  }

  FanotifyFlags withoutObjectHandles() {
    return new FanotifyFlags(rename, filesystemErrors, false);
  }

  /** Flags of fanotify_init(2). */
  int forGroup(boolean unlimitedQueue) {
    return Flags.FAN_CLASS_NOTIF
        | Flags.FAN_CLOEXEC
        | Flags.FAN_NONBLOCK
        | Flags.FAN_REPORT_DFID_NAME
        | (objectHandles ? Flags.FAN_REPORT_FID : 0)
        | (unlimitedQueue ? Flags.FAN_UNLIMITED_QUEUE : 0);
  }

  /** The event mask of fanotify_mark(2). */
  long mask() {
    return ALWAYS
        | (rename ? Flags.FAN_RENAME : Flags.FAN_MOVED_FROM | Flags.FAN_MOVED_TO)
        | (filesystemErrors ? Flags.FAN_FS_ERROR : 0);
  }

  /** For people. */
  String text() {
    return (rename ? "rename" : "moved-from/to")
        + (filesystemErrors ? " fs-error" : "")
        + (objectHandles ? " fid" : "");
  }
}
