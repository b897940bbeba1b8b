package org.tidemark.netbackup.runs;

import java.util.Map;

/**
 * What NetBackup tells its hooks through their environment; nothing of it is certain to be there.
 *
 * @param stream 1 and up; 0 if the policy does not allow several
 * @param streams how many there are; 1 if nothing was told of streams, 0 if it is one of several
 *     and nobody said of how many
 * @param restarted whether the job goes on at a checkpoint
 * @param backupId empty if it was not told
 * @param backupTime in seconds since 1970; 0 if it was not told
 */
public record JobFacts(
    int stream, int streams, boolean restarted, String backupId, long backupTime) {

  public static JobFacts of(Map<String, String> environment) {
    int stream = (int) number(environment.get("STREAM_NUMBER"), 0);
    return new JobFacts(
        stream,
        (int) Math.max(stream > 0 ? 0 : 1, number(environment.get("STREAM_COUNT"), 0)),
        "1".equals(environment.get("RESTARTED")),
        environment.getOrDefault("BACKUPID", ""),
        number(environment.get("UNIXBACKUPTIME"), 0));
  }

  /** The hook was told nothing: this may be any of several streams. */
  boolean isUntold() {
    return stream == 0 && streams == 1 && backupId.isEmpty();
  }

  private static long number(String text, long otherwise) {
    try {
      return text == null ? otherwise : Math.max(0, Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
