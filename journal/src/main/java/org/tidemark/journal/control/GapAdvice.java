package org.tidemark.journal.control;

import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;

/** What an operator can do about a gap. Stateless. */
final class GapAdvice {
  private static final String COMPARED =
      "nothing to be done: what changed is found out, here or by each consumer's next window";
  private static final String COMPARED_WHOLLY =
      "nothing to be done: each consumer's next window compares all of it";

  private GapAdvice() {}

  static String of(Gap gap) {
    return gap.isOpen() ? whileOpen(gap.reason()) : afterwards(gap.reason());
  }

  private static String whileOpen(Reason reason) {
    return switch (reason) {
      case NOT_ARMED -> "wait until it is watched";
      case NOT_FOLLOWED ->
          "what is mounted there is compared each time (the daemon's log says why it cannot be"
              + " followed): exclude it, or watch the tree around it without nested = yes";
      case WATCH_LIMIT -> "raise fs.inotify.max_user_watches (sysctl -w)";
      case NOT_MOUNTED, MARK_LOST, MOUNT_CHANGED -> "mount the filesystem at its place again";
      case MOUNTED_OVER -> "unmount what was mounted over it";
      case ROOT_MISSING, ROOT_REPLACED ->
          "bring the directory back, or take it out of the configuration and restart the daemon";
      case UNREADABLE -> "let the daemon read the directory";
      case READ_ERROR ->
          "wait: reading is tried again each second; if it goes on, restart the daemon";
      case STORE_ERROR -> "free space on the disk of the state folder";
      default -> "wait until it ends; if it does not, see the daemon's log";
    };
  }

  private static String afterwards(Reason reason) {
    return switch (reason) {
      case QUEUE_OVERFLOW ->
          COMPARED
              + "; if it comes again, raise max_queued_events (sysctl fs.fanotify, fs.inotify)";
      case FILESYSTEM_ERROR -> COMPARED_WHOLLY + "; see the kernel log and check the filesystem";
      case CLOCK_STEPPED_BACK -> COMPARED_WHOLLY + "; check the time service";
      case JOURNAL_LOST, JOURNAL_RESTORED -> "each consumer's next window is full";
      default -> reason.isReconcilableByTime() ? COMPARED : COMPARED_WHOLLY;
    };
  }
}
