package org.tidemark.netbackup.doubles;

/** Types of schedules, with NetBackup's codes and words. */
public enum ScheduleType {
  FULL(0, "Full Backup", "Full Backup"),
  INCR(1, "Differential", "Differential Incremental Backup"),
  UBAK(2, "User Backup", "User Backup"),
  UARC(3, "User Archive", "User Archive"),
  CINC(4, "Cumulative I", "Cumulative Incremental Backup");

  private final int code;
  private final String column;
  private final String text;

  ScheduleType(int code, String column, String text) {
    this.code = code;
    this.column = column;
    this.text = text;
  }

  /** As in {@code bpimagelist -l}. */
  int code() {
    return code;
  }

  /** As in the column {@code Sched Type} of {@code -U}. */
  String column() {
    return column;
  }

  /** As {@code bppllist -U} says it. */
  String text() {
    return text;
  }

  /** True for INCR and CINC: names older than the reference date are left out. */
  boolean isIncremental() {
    return this == INCR || this == CINC;
  }

  /** True for UBAK and UARC: the user names the files. */
  boolean isUsers() {
    return this == UBAK || this == UARC;
  }
}
