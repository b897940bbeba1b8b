package org.tidemark.rsync.points;

import java.util.Locale;
import org.tidemark.journal.kernel.FileStat;

/**
 * What lstat(2) says of an object, without what may change by reading it.
 *
 * @param type as find(1) prints it: f file, d directory, l link, p fifo, s socket, b and c devices
 * @param mode permission bits, also those above 0777
 * @param user number of the owner
 * @param group number of the group
 * @param seconds of the modification time since 1970, rounded down
 * @param nanos of the modification time after {@code seconds}, 0 to 999,999,999
 * @param size in bytes
 * @param device number of the filesystem; may be another one after a reboot
 * @param inode its number on that filesystem
 * @param links how many names it has
 */
public record Attributes(
    char type,
    int mode,
    long user,
    long group,
    long seconds,
    int nanos,
    long size,
    long device,
    long inode,
    long links) {
  /** What to give to find(1) behind {@code -printf}, before the name. */
  static final String FIND_FORMAT = "%y %m %U %G %T@ %s %D:%i %n";

  /** How many blanks stand between and behind the fields. */
  static final int FIELDS = 8;

  private static final int NANO_DIGITS = 9;

  /** Letters by the four bits of a mode that hold the type (inode(7)). */
  private static final String TYPES = "?pc?d?b?f?l?s???";

  private static final int TYPE_SHIFT = 12;
  private static final int TYPE_MASK = 017;

  public boolean isDirectory() {
    return type == 'd';
  }

  /** True if both are names of one object, both seen in one run. */
  public boolean sameObject(Attributes other) {
    return device == other.device && inode == other.inode;
  }

  /**
   * False if what is found is certainly another object: of another type, or with more or less in
   * it. Some filesystems tell no size of a symbolic link.
   */
  boolean mayBeOf(FileStat found) {
    return mayBeOf(type(found), found.size());
  }

  /** The same of what was found by find(1). */
  boolean mayBeOf(Attributes found) {
    return mayBeOf(found.type, found.size);
  }

  private boolean mayBeOf(char foundType, long foundSize) {
    boolean sized = type == 'f' || (type == 'l' && size > 0 && foundSize > 0);
    return type == foundType && (!sized || size == foundSize);
  }

  /** As find(1) prints it. */
  private static char type(FileStat found) {
    return TYPES.charAt((found.mode() >> TYPE_SHIFT) & TYPE_MASK);
  }

  /** The form that find(1) prints. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%c %o %d %d %s %d %d:%d %d",
        type,
        mode,
        user,
        group,
        time(seconds, nanos),
        size,
        device,
        inode,
        links);
  }

  /** Seconds, a dot and nine digits that count forward, also before 1970. */
  static String time(long seconds, int nanos) {
    String digits = Integer.toString(nanos);
    return seconds + "." + "0".repeat(NANO_DIGITS - digits.length()) + digits;
  }

  /** Reads the digits behind the dot, of which find(1) prints ten. */
  static int nanos(String digits) {
    return Integer.parseInt(digits.substring(0, NANO_DIGITS));
  }

  /**
   * Reads fields that find(1) printed with {@link #FIND_FORMAT}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Attributes parse(String[] fields) {
    if (fields.length < FIELDS || fields[0].length() != 1) {
      throw new IllegalArgumentException("not the attributes of an object");
    }
    int colon = fields[6].indexOf(':');
    int dot = fields[4].indexOf('.');
    return new Attributes(
        fields[0].charAt(0),
        Integer.parseInt(fields[1], 8),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4].substring(0, dot)),
        nanos(fields[4].substring(dot + 1)),
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6].substring(0, Math.max(colon, 0))),
        Long.parseLong(fields[6].substring(colon + 1)),
        Long.parseLong(fields[7]));
  }
}
