package org.tidemark.netbackup.images;

/**
 * A backup in NetBackup's catalogue: written, and there to be restored. Names have one character
 * per byte.
 *
 * @param id such as {@code client_1234567890}; empty if the listing does not tell it
 * @param schedule empty if the listing does not tell it
 * @param type of the schedule
 * @param time when the backup began, in seconds since 1970; the number in the id
 * @param precision seconds: the backup began at {@code time} or up to {@code precision - 1} later
 */
public record Image(
    String id, String client, String policy, String schedule, Type type, long time, int precision) {
  /** Types of schedules, as catalogues know them. */
  public enum Type {
    FULL,
    INCR,
    CINC,
    UBAK,
    UARC,
    OTHER;

    /** As {@code bpimagelist -l} numbers them. */
    static Type ofNumber(String number) {
      return switch (number) {
        case "0" -> FULL;
        case "1" -> INCR;
        case "2" -> UBAK;
        case "3" -> UARC;
        case "4" -> CINC;
        default -> OTHER;
      };
    }

    /** As reports name them, some cut to twelve characters. */
    static Type ofText(String text) {
      if (text.startsWith("Full")) {
        return FULL;
      }
      if (text.startsWith("Differential")) {
        return INCR;
      }
      if (text.startsWith("Cumulative")) {
        return CINC;
      }
      if (text.startsWith("User")) {
        return text.contains("Arch") ? UARC : UBAK;
      }
      return OTHER;
    }
  }

  /** Whether the backup may have begun within these seconds since 1970, both included. */
  public boolean mayHaveBegun(long from, long to) {
    return time <= to && time + precision - 1 >= from;
  }

  /** Whether it is of that schedule, as far as the listing tells. */
  public boolean mayBeOf(String wantedSchedule) {
    return schedule.isEmpty() || schedule.equals(wantedSchedule);
  }
}
