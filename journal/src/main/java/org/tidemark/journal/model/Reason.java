package org.tidemark.journal.model;

import java.util.Locale;

/** Why an entry is on a list, or why a gap exists. Written in lower case with hyphens. */
public enum Reason {
  // What happened to a name.
  CHANGED(1, false),
  REMOVED(2, false),
  // Directories that must be walked although we saw all that happened.
  CREATED(3, false),
  MOVED_IN(4, false),
  RECREATED(5, false),
  COLLAPSED(6, false),
  ANCESTOR_CHANGED(7, false),
  LOOKUP_FAILED(8, false),
  SUBVOLUME(9, false),
  OTHER_LINK(10, false),
  FULL(12, false),
  // Found by walking what a gap had left in doubt.
  RECONCILED(20, false),
  CAME_IN_A_GAP(21, false),
  // Gaps: history that we cannot vouch for.
  NEW_ROOT(53, true),
  NOT_ARMED(54, true),
  WATCH_LIMIT(55, true),
  QUEUE_OVERFLOW(56, true),
  BUFFER_FULL(57, true),
  DAEMON_DOWN(58, true),
  UNCLEAN_STOP(59, true),
  NOT_MOUNTED(60, true),
  MOUNT_CHANGED(61, true),
  MOUNTED_OVER(62, true),
  MARK_LOST(63, true),
  ROOT_MISSING(64, true),
  ROOT_REPLACED(65, true),
  FILESYSTEM_ERROR(66, true),
  FILESYSTEM_REPLACED(67, true),
  READ_ERROR(68, true),
  CHANGED_BY_HANDLE(69, true),
  PATH_TOO_LONG(70, true),
  UNREADABLE(71, true),
  EXCLUSION_RELAXED(72, true),
  STORE_ERROR(73, true),
  /** The filesystem shows an earlier state than the one that was recorded. */
  FILESYSTEM_ROLLED_BACK(74, true),
  /** The filesystem was mounted, or repaired, where nobody could see what was done to it. */
  CHANGED_OFFLINE(75, true),
  CLOCK_STEPPED_BACK(76, true),
  JOURNAL_LOST(77, true),
  JOURNAL_RESTORED(78, true),
  /** Nothing tells of changes in the filesystem that is mounted there, as long as it is. */
  NOT_FOLLOWED(79, true);

  private static final Reason[] BY_CODE = new Reason[256];

  static {
    for (Reason reason : values()) {
      BY_CODE[reason.code] = reason;
    }
  }

  private final int code;
  private final boolean gap;

  Reason(int code, boolean gap) {
    this.code = code;
    this.gap = gap;
  }

  /** The number that stands for it in the database and in kept lists; never reused. */
  public int code() {
    return code;
  }

  /**
   * @throws IllegalArgumentException for an unknown number
   */
  public static Reason ofCode(int code) {
    Reason reason = code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    if (reason != null) {
      return reason;
    }
    throw new IllegalArgumentException("no reason has the number " + code);
  }

  /** True for history that was lost: the copy must be compared, not trusted by time and size. */
  public boolean isGap() {
    return gap;
  }

  /**
   * True if what changed in such a gap carries a change time that is not before its beginning, so
   * that a walk may pass over what is older. False for everything that may have come with times of
   * its own: another or an earlier filesystem, another directory, another host's or a wrong clock,
   * and whatever was never looked at before. False also for what is no gap.
   */
  public boolean isReconcilableByTime() {
    return switch (this) {
      case NOT_ARMED,
          WATCH_LIMIT,
          QUEUE_OVERFLOW,
          BUFFER_FULL,
          DAEMON_DOWN,
          UNCLEAN_STOP,
          NOT_MOUNTED,
          MOUNT_CHANGED,
          MOUNTED_OVER,
          MARK_LOST,
          READ_ERROR,
          CHANGED_BY_HANDLE,
          PATH_TOO_LONG,
          UNREADABLE,
          STORE_ERROR ->
          true;
      default -> false;
    };
  }

  /**
   * The same of a place below the top of a watched tree, where what comes to light may be a
   * filesystem that was never there before.
   */
  public boolean isReconcilableBelowRoot() {
    return isReconcilableByTime() && this != MOUNT_CHANGED && this != MOUNTED_OVER;
  }

  /**
   * True if names below that place may have been out of sight for whoever read the tree at that
   * time, or if nobody would have noticed: the filesystem was away, covered, another one, or in
   * trouble, or no daemon ran.
   */
  public boolean mayHideNames() {
    return switch (this) {
      case DAEMON_DOWN,
          UNCLEAN_STOP,
          NOT_MOUNTED,
          MOUNT_CHANGED,
          MOUNTED_OVER,
          MARK_LOST,
          ROOT_MISSING,
          ROOT_REPLACED,
          FILESYSTEM_ERROR,
          FILESYSTEM_REPLACED,
          FILESYSTEM_ROLLED_BACK,
          CHANGED_OFFLINE,
          JOURNAL_RESTORED ->
          true;
      default -> false;
    };
  }

  /** True if events were lost because too many of them waited. */
  public boolean isOverflow() {
    return this == QUEUE_OVERFLOW || this == BUFFER_FULL;
  }

  /** The form in lists and JSON: {@code moved-in}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException for an unknown text
   */
  public static Reason ofText(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
