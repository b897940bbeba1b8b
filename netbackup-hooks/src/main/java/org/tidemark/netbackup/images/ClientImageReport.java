package org.tidemark.netbackup.images;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code bpclimagelist} prints: {@code Backed Up, Expires, Files, KB, C, Sched Type,
 * Policy}, one row per image, times of this machine's zone with or without seconds.
 */
final class ClientImageReport {
  private static final Logger LOG = Logger.getLogger(ClientImageReport.class.getName());

  private static final Pattern ROW =
      Pattern.compile(
          "(\\d{2}/\\d{2}/\\d{4}) +(\\d{2}:\\d{2})(:\\d{2})? +\\S+(?: +\\d{2}:\\d{2}(?::\\d{2})?)?"
              + " +\\d+ +\\d+ +[YN]( +R)? +(.*)");

  /** Newer releases have columns between the type and the policy. */
  private static final Pattern TYPE =
      Pattern.compile(
          "(Full Backup|Full|Differential(?: Inc\\w*| I)?|Cumulative(?: Inc\\w*| I)?|User Backup"
              + "|User Archiv\\w*|Auto Backup|Application Backup|Application) +(.*)");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss");

  private final ZoneId zone;

  ClientImageReport(ZoneId zone) {
    this.zone = zone;
  }

  /** Rows whose local time exists twice, when clocks are put back, give two images. */
  List<Image> read(String client, String output) {
    List<Image> out = new ArrayList<>();
    boolean wide = false;
    for (String line : output.split("\r?\n", -1)) {
      if (line.startsWith("Backed Up")) {
        wide = !line.stripTrailing().matches(".*Sched(ule)? +Type +Policy");
      } else if (!line.isBlank() && !line.startsWith("---")) {
        List<Image> found = row(client, line, wide);
        if (found.isEmpty()) {
          LOG.log(Level.INFO, "bpclimagelist prints what is not known: {0}", line);
        }
        out.addAll(found);
      }
    }
    return out;
  }

  private List<Image> row(String client, String line, boolean wide) {
    Matcher row = ROW.matcher(line);
    Optional<LocalDateTime> local = row.matches() ? time(row) : Optional.empty();
    Matcher type = TYPE.matcher(local.isPresent() ? row.group(5) : "");
    if (!type.matches()) {
      return List.of();
    }
    String policy = wide ? lastWord(type.group(2)) : type.group(2).stripTrailing();
    int precision = row.group(3) == null ? 60 : 1;
    List<Image> out = new ArrayList<>();
    for (ZoneOffset offset : zone.getRules().getValidOffsets(local.get())) {
      long seconds = local.get().toEpochSecond(offset);
      Image.Type known = Image.Type.ofText(type.group(1));
      out.add(new Image("", client, policy, "", known, seconds, precision));
    }
    return out;
  }

  private static Optional<LocalDateTime> time(Matcher row) {
    String seconds = row.group(3) == null ? ":00" : row.group(3);
    try {
      return Optional.of(LocalDateTime.parse(row.group(1) + " " + row.group(2) + seconds, TIME));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String lastWord(String text) {
    String trimmed = text.stripTrailing();
    return trimmed.substring(trimmed.lastIndexOf(' ') + 1);
  }
}
