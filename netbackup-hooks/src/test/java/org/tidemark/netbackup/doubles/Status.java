package org.tidemark.netbackup.doubles;

/** NetBackup's status codes. Has no state. */
final class Status {
  static final int GOOD = 0;
  static final int PARTIAL = 1;
  static final int FILE_READ_FAILED = 13;
  static final int NO_CONNECTION = 25;

  /** The one a killed bpbkar leaves: no public text says which. */
  static final int CONNECTION_BROKEN = 40;

  static final int CONNECTION_TIMED_OUT = 41;
  static final int NOTHING_THERE = 71;
  static final int START_HOOK_FAILED = 73;
  static final int START_HOOK_TOO_SLOW = 74;
  static final int END_HOOK_TOO_SLOW = 75;

  /** For bpend_notify ending above 0: no public text says which. */
  static final int END_HOOK_FAILED = 77;

  static final int MEDIA_WRITE_ERROR = 84;

  private Status() {}

  /** True for what leaves an image. */
  static boolean isSuccess(int status) {
    return status == GOOD || status == PARTIAL;
  }
}
