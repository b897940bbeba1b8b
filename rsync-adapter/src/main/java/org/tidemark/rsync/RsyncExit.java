package org.tidemark.rsync;

import org.tidemark.journal.model.ExitCode;
import org.tidemark.rsync.host.Program;

/** What rsync's exit status means for a backup (rsync(1), EXIT VALUES). */
enum RsyncExit {
  DONE(0, ExitCode.DONE, "done"),
  USAGE(1, ExitCode.FAILED, "rsync does not understand its options"),
  PROTOCOL(2, ExitCode.FAILED, "the two sides of rsync do not understand each other"),
  SELECTION(3, ExitCode.FAILED, "rsync cannot use its source or destination"),
  NOT_SUPPORTED(4, ExitCode.FAILED, "this rsync lacks ACLs, extended attributes or another option"),
  START(5, ExitCode.FAILED, "rsync could not start its other side"),
  SOCKET(10, ExitCode.FAILED, "the connection failed"),
  FILE_IO(11, ExitCode.FAILED, "rsync could not write; is the disk full?"),
  STREAM(12, ExitCode.FAILED, "the other side of rsync ended early, or the connection was cut"),
  MESSAGES(13, ExitCode.FAILED, "rsync lost its messages"),
  OWN_SIDES(14, ExitCode.FAILED, "the parts of rsync lost each other"),
  SIGNAL(20, ExitCode.FAILED, "rsync was told to stop"),
  STOOD_STILL(Program.STOOD_STILL, ExitCode.FAILED, "rsync stood still and was ended"),
  MET_PIPE(
      Program.MET_PIPE,
      ExitCode.FAILED,
      "rsync waited at a named pipe that was a file before, and was ended"),
  WAITING(21, ExitCode.FAILED, "the parts of rsync lost each other"),
  MEMORY(22, ExitCode.FAILED, "rsync had too little memory"),
  PARTIAL(23, ExitCode.PARTIAL, "some names could not be copied"),
  /** Good only if the names are really gone, which is to be looked at. */
  VANISHED(24, ExitCode.DONE, "some names vanished while they were copied"),
  MAX_DELETE(25, ExitCode.REFUSED, "rsync wanted to remove more names than the list accounts for"),
  NO_DAEMON(35, ExitCode.FAILED, "the rsync daemon did not answer in time"),
  SHELL_FAILED(124, ExitCode.FAILED, "the remote shell failed"),
  SHELL_KILLED(125, ExitCode.FAILED, "the remote shell was killed"),
  NOT_RUN(126, ExitCode.FAILED, "the other machine's rsync could not be run"),
  NOT_FOUND(127, ExitCode.FAILED, "there is no rsync on the other machine"),
  CONNECTION(255, ExitCode.FAILED, "ssh could not connect, or the connection was cut"),
  DIRECTORY_CHANGED(
      Program.DIRECTORY_CHANGED, ExitCode.REFUSED, "the source was replaced while the backup ran"),
  OTHER(-1, ExitCode.FAILED, "rsync failed");

  private final int number;
  private final ExitCode meaning;
  private final String text;

  RsyncExit(int number, ExitCode meaning, String text) {
    this.number = number;
    this.meaning = meaning;
    this.text = text;
  }

  /** Whatever the manual does not name, a signal included, is a failure. */
  static RsyncExit of(int number) {
    for (RsyncExit exit : values()) {
      if (exit.number == number) {
        return exit;
      }
    }
    return OTHER;
  }

  ExitCode meaning() {
    return meaning;
  }

  String text() {
    return text;
  }

  /** Whether later passes are worth running: the names of this one stay pending anyway. */
  boolean letsOthersRun() {
    return this == DONE || this == VANISHED || this == PARTIAL;
  }
}
