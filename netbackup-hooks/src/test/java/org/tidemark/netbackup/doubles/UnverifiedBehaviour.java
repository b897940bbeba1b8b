package org.tidemark.netbackup.doubles;

/**
 * What the public documents of NetBackup do not say, or say only from memory or by inference. Each
 * constant is a switch of the double, printed in its log with each job.
 */
public enum UnverifiedBehaviour {
  LISTS_READ_AFTER_START_HOOK(false, "bpbkar reads its lists after bpstart_notify, not before it"),
  UNRUNNABLE_HOOK_FAILS_THE_JOB(true, "a hook without the x bit ends the job with 73"),
  ALL_MATCHING_HOOKS_RUN(false, "less specific hooks run, too"),
  HOOKS_ONCE_PER_STREAM(true, "each stream calls the hooks, not only the first one"),
  HOOK_ENVIRONMENT_IS_SET(true, "hooks see BACKUPID, STREAM_NUMBER and so on"),
  TIMED_OUT_HOOK_IS_KILLED(true, "a hook that is too slow is killed, not left to itself"),
  READ_TIMEOUT_IS_41(false, "CLIENT_READ_TIMEOUT running out in a hook gives 41, not 13"),
  END_HOOK_AFTER_FAILED_START(false, "bpend_notify is called although bpstart_notify failed"),
  END_HOOK_AFTER_KILLED_BPBKAR(false, "bpend_notify is called although bpbkar was killed"),
  END_HOOK_FAILURE_DISCARDS_IMAGE(true, "bpend_notify ending above 0 discards the image"),
  LISTED_PATHS_ARE_VISITED_DIRECTLY(true, "the replace rule walks no directory above an entry"),
  LISTED_DIRECTORY_IS_ITS_SUBTREE(true, "a directory as an entry is saved with all below it"),
  EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES(true, "exclude lines count inside listed directories"),
  MISSING_ENTRY_MAKES_STATUS_1(false, "an entry that does not exist makes the job partial"),
  LONG_PATH_MAKES_STATUS_1(true, "a path over 1,023 bytes makes the job partial"),
  BRACES_CAN_BE_ESCAPED(true, "a backslash makes a brace literal"),
  DOUBLE_BACKSLASH_IS_ONE(false, "two backslashes before a wildcard are one literal backslash"),
  STAR_CROSSES_SLASHES(false, "a star matches slashes, too"),
  PATTERNS_ARE_INDEXED(true, "full paths are looked up, not compared one after the other"),
  REFERENCE_IS_START_OF_IMAGE(true, "incrementals save what is not older than an image's start"),
  INCREMENTAL_WITHOUT_FULL_SAVES_ALL(true, "an INCR or CINC without an earlier image saves all"),
  USER_BACKUP_TESTS_TIMES(false, "a user backup has a reference date"),
  USER_BACKUP_HONOURS_LISTS(false, "the 7.0 bug: the lists filter user backups, silently"),
  LENGTH_PREFIXED_NAMES_ARE_UNDERSTOOD(true, "bpbackup -f takes lines with a length in front"),
  PROGRESS_LOG_ONLY_IN_USER_OPS(false, "bpbackup -L is refused outside logs/user_ops"),
  RESTORE_REPLACES_OTHER_KINDS(true, "a restored file takes the place of a directory"),
  IMAGES_KEEP_WHOLE_SECONDS(false, "an image has no fractions of seconds, as from utime(2)"),
  RESUMED_IMAGE_IS_RESTORED_AS_ONE(true, "behind a checkpoint, directories are still set last");

  private final boolean usual;
  private final String meaning;

  UnverifiedBehaviour(boolean usual, String meaning) {
    this.usual = usual;
    this.meaning = meaning;
  }

  /** What the double does unless a test asks for the other way. */
  boolean usual() {
    return usual;
  }

  String meaning() {
    return meaning;
  }
}
