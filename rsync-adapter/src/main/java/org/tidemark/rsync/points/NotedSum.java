package org.tidemark.rsync.points;

/**
 * A checksum that a step holds.
 *
 * @param second when it was noted, in seconds since 1970; 0 if nobody knows
 */
record NotedSum(Sum sum, long second) {
  /**
   * Reads a line of {@link Sum} with a blank and the second behind it.
   *
   * @throws IllegalArgumentException for anything else
   */
  static NotedSum parse(String line) {
    int blank = line.lastIndexOf(' ');
    return new NotedSum(
        Sum.parse(line.substring(0, Math.max(blank, 0))),
        Long.parseLong(line.substring(blank + 1)));
  }
}
