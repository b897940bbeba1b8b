package org.tidemark.rsync;

import java.util.Optional;

/** Why some of rsync's options are refused (rsync(1), OPTIONS). */
enum BrokenPromise {
  EXCLUSIONS(
      "exclusions belong to the configuration, so that a full run and the others agree",
      "--exclude",
      "--exclude-from",
      "--include",
      "--include-from",
      "--filter",
      "-f",
      "-F",
      "--cvs-exclude",
      "-C",
      "--prune-empty-dirs",
      "-m",
      "--one-file-system",
      "-x"),
  DELETES_MORE(
      "it would remove names of the mirror that nothing accounts for",
      "--delete-excluded",
      "--ignore-errors",
      "--max-delete",
      "--remove-source-files",
      "--remove-sent-files"),
  DELETES_LATER(
      "the passes decide themselves when names are removed",
      "--del",
      "--delete-before",
      "--delete-during",
      "--delete-delay",
      "--delete-after"),
  LEAVES_OUT(
      "names that changed would not reach the mirror",
      "--existing",
      "--ignore-non-existing",
      "--ignore-existing",
      "--update",
      "-u",
      "--size-only",
      "--max-size",
      "--min-size",
      "--ignore-missing-args",
      "--stop-after",
      "--time-limit",
      "--stop-at",
      "--drop-D"),
  OTHER_TREE(
      "files would be taken from, or put into, trees other than the source and its mirror",
      "--link-dest",
      "--copy-dest",
      "--compare-dest",
      "--backup",
      "-b",
      "--backup-dir",
      "--suffix",
      "--temp-dir",
      "-T",
      "--delay-updates",
      "--mkpath",
      "--copy-as"),
  OWN_LISTS(
      "which names are copied, and how they are compared, is what Tidemark says to rsync",
      "--files-from",
      "--from0",
      "-0",
      "--relative",
      "-R",
      "--no-implied-dirs",
      "--dirs",
      "-d",
      "--old-dirs",
      "--old-d",
      "--delete-missing-args",
      "--inc-recursive",
      "--i-r",
      "--no-inc-recursive",
      "--no-i-r",
      "--modify-window",
      "-@",
      "--list-only",
      "--read-batch",
      "--write-batch",
      "--only-write-batch"),
  COMPARES(
      "listed files are copied whatever they look like; --level full compares every byte",
      "--checksum",
      "-c",
      "--ignore-times",
      "-I"),
  IN_PLACE(
      "a reader of the mirror, and what an interruption leaves, must be the old file or the new one",
      "--inplace",
      "--append",
      "--append-verify",
      "--partial",
      "-P",
      "--write-devices"),
  NOT_EXACT(
      "the mirror would not be an exact copy",
      "--copy-links",
      "-L",
      "--copy-unsafe-links",
      "--safe-links",
      "--munge-links",
      "--copy-dirlinks",
      "-k",
      "--keep-dirlinks",
      "-K",
      "--insecure-links",
      "--executability",
      "-E",
      "--chmod",
      "--chown",
      "--usermap",
      "--groupmap",
      "--copy-devices",
      "--fake-super",
      "--iconv",
      "--omit-dir-times",
      "-O",
      "--omit-link-times",
      "-J",
      "--protocol"),
  UNSEEN(
      "such times change without an event, so that nobody knows when to copy them",
      "--atimes",
      "-U",
      "--crtimes",
      "-N"),
  DRY_RUN("Tidemark must know of it: say --dry-run before the --", "--dry-run", "-n"),
  OTHER_SIDE(
      "it could turn off on the other machine what is needed there", "--remote-option", "-M"),
  MESSAGES(
      "Tidemark reads what rsync says, and shows how it goes on itself",
      "--verbose",
      "-v",
      "--quiet",
      "-q",
      "--debug",
      "--stderr",
      "--progress",
      "--out-format",
      "--log-format",
      "--8-bit-output",
      "-8",
      "--old-args",
      "--no-old-args",
      "--daemon",
      "--server",
      "--sender",
      "--config",
      "--dparam",
      "--version",
      "-V",
      "--help"),
  TURNED_OFF("it turns off what the mirror needs");

  private final String reason;

  /** Each with a blank before and behind it. */
  private final String names;

  BrokenPromise(String reason, String... names) {
    this.reason = reason;
    this.names = " " + String.join(" ", names) + " ";
  }

  /**
   * Why an option is refused; empty if it is none that is known to do harm.
   *
   * @param name as {@code --name} or {@code -n}
   */
  static Optional<BrokenPromise> of(String name) {
    for (BrokenPromise promise : values()) {
      if (promise.names.contains(" " + name + " ")) {
        return Optional.of(promise);
      }
    }
    return name.startsWith("--no-") ? Optional.of(TURNED_OFF) : Optional.empty();
  }

  String reason() {
    return reason;
  }
}
