package org.tidemark.rsync.points;

/**
 * The checksum of one file of the mirror, known by its inode, so that renames and links keep it
 * valid; a file with another time or size is not the one that was summed.
 *
 * @param inode number on the mirror's filesystem
 * @param time modification time as {@code SECONDS.NANOS}, nine digits of nanoseconds
 * @param size in bytes
 * @param md5 in lower-case hexadecimal
 */
public record Sum(long inode, String time, long size, String md5) {
  /** A line of the file {@code sums}, without its newline. */
  public String line() {
    return inode + " " + time + " " + size + " " + md5;
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Sum parse(String line) {
    String[] fields = line.split(" ");
    if (fields.length != 4) {
      throw new IllegalArgumentException("not a checksum: " + line);
    }
    return new Sum(Long.parseLong(fields[0]), fields[1], Long.parseLong(fields[2]), fields[3]);
  }
}
