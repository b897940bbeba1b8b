package org.tidemark.netbackup.doubles;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code bpimagelist}, {@code bpclimagelist}, {@code bplist} and {@code bpflist}, as far as
 * somebody needs them who looks for an image. Immutable.
 */
final class ImageReports {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy");
  private static final long KEPT_SECONDS = 14 * 86_400L;

  private final Catalogue catalogue;

  ImageReports(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** On the primary; without a date it shows what is not older than the last midnight. */
  Reply bpimagelist(List<String> arguments) throws Words.InvalidParameterException {
    Words words =
        Words.parse(
            arguments,
            Set.of("-l", "-L", "-U", "-idonly"),
            Set.of(
                "-client",
                "-policy",
                "-sl",
                "-st",
                "-d",
                "-e",
                "-hoursago",
                "-backupid",
                "-keyword"));
    List<Image> found = newestFirst(fits(words, "-d"));
    if (words.get("-backupid").isEmpty()) {
      long since = words.has("-d") || words.has("-hoursago") ? Long.MIN_VALUE : midnight();
      found.removeIf(image -> image.time() < since);
    }
    if (found.isEmpty()) {
      return Reply.NO_ENTITY;
    }
    if (words.has("-idonly")) {
      return Reply.of(found.stream().map(ImageReports::idLine).toList());
    }
    return Reply.of(words.has("-U") ? table(found, MINUTES) : records(found));
  }

  private static long midnight() {
    return LocalDate.now(ZoneId.systemDefault())
        .atStartOfDay(ZoneId.systemDefault())
        .toEpochSecond();
  }

  /** On the client; times in minutes unless seconds are asked for. */
  Reply bpclimagelist(List<String> arguments) throws Words.InvalidParameterException {
    Words words =
        Words.parse(
            arguments,
            Set.of("-U", "-Listseconds", "-T"),
            Set.of(
                "-client", "-policy", "-t", "-st", "-ct", "-s", "-d", "-e", "-keyword", "-server"));
    List<Image> found = newestFirst(fits(words, words.has("-s") ? "-s" : "-d"));
    found.removeIf(image -> words.has("-T") && image.present().isEmpty());
    if (found.isEmpty()) {
      return Reply.NO_ENTITY;
    }
    return Reply.of(table(found, words.has("-Listseconds") ? SECONDS : MINUTES));
  }

  private Predicate<Image> fits(Words words, String from) throws Words.InvalidParameterException {
    long begin = words.has(from) ? time(words.get(from).orElseThrow()) : Long.MIN_VALUE;
    long end = words.has("-e") ? time(words.get("-e").orElseThrow()) : Long.MAX_VALUE;
    long hours = Long.parseLong(words.get("-hoursago").orElse("0"));
    long since = hours == 0 ? begin : Instant.now().getEpochSecond() - hours * 3600;
    String type = words.get("-st").or(() -> words.get("-t")).orElse("");
    return image ->
        image.time() >= since
            && image.time() <= end
            && is(words, "-client", image.client())
            && is(words, "-policy", image.policy())
            && is(words, "-sl", image.schedule())
            && is(words, "-backupid", image.id())
            && is(words, "-keyword", image.keyword())
            && (type.isEmpty() || type.equals(image.type().name()));
  }

  private static boolean is(Words words, String option, String value) {
    return words.get(option).map(value::equals).orElse(true);
  }

  private static long time(String text) throws Words.InvalidParameterException {
    try {
      LocalDateTime time =
          text.contains(" ")
              ? LocalDateTime.parse(text.length() > 16 ? text : text + ":00", SECONDS)
              : LocalDate.parse(text, DATE).atStartOfDay();
      return time.atZone(ZoneId.systemDefault()).toEpochSecond();
    } catch (java.time.format.DateTimeParseException e) {
      throw new Words.InvalidParameterException(text);
    }
  }

  private List<Image> newestFirst(Predicate<Image> wanted) {
    List<Image> found = new ArrayList<>(catalogue.images(wanted));
    Collections.reverse(found);
    return found;
  }

  private static String idLine(Image image) {
    return "Time: " + local(image.time(), SECONDS) + "  ID: " + image.id();
  }

  private static String local(long time, DateTimeFormatter format) {
    return Instant.ofEpochSecond(time).atZone(ZoneId.systemDefault()).format(format);
  }

  private static List<String> table(List<Image> images, DateTimeFormatter format) {
    List<String> lines = new ArrayList<>();
    lines.add("Backed Up         Expires       Files       KB  C  Sched Type   Policy");
    lines.add("----------------  ---------- -------- --------  -  ------------ ------------");
    for (Image image : images) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-16s  %s %8d %8d  N  %-12s %s",
              local(image.time(), format),
              local(image.time() + KEPT_SECONDS, DATE),
              image.names().size(),
              image.kilobytes(),
              image.type().column(),
              image.policy()));
    }
    return lines;
  }

  private static List<String> records(List<Image> images) {
    List<String> lines = new ArrayList<>();
    for (Image image : images) {
      lines.add(record(image));
      lines.add("HISTO -1 -1 -1 -1 -1 -1 -1 -1 -1 -1");
      for (int part = 1; part <= image.parts().size(); part++) {
        lines.add(
            "FRAG 1 " + part + " " + image.kilobytes() + " 0 0 0 0 /storage server 262144 0 0 -1");
      }
    }
    return lines;
  }

  /** The fields in the order that the vendor's article gives. */
  private static String record(Image image) {
    return String.join(
        " ",
        "IMAGE",
        image.client(),
        "0 0 12",
        image.id(),
        image.policy(),
        "0 *NULL* root",
        image.schedule(),
        Integer.toString(image.type().code()),
        "1",
        Long.toString(image.time()),
        Long.toString(image.elapsed()),
        Long.toString(image.time() + KEPT_SECONDS),
        "0 0",
        Long.toString(image.kilobytes()),
        Integer.toString(image.names().size()),
        "1",
        Integer.toString(image.parts().size()),
        "0",
        image.policy() + "_" + image.time() + "_" + image.type() + ".f",
        "*NULL* *NULL* 0 1 0",
        image.present().isEmpty() ? "0" : "1",
        "0",
        image.keyword().isEmpty() ? "*NULL*" : image.keyword(),
        "0 0 0 0 0 0 0 *NULL* 0",
        Integer.toString(image.status()),
        "0 *NULL* 1 0 0 0 0 0");
  }

  /** Names below the given paths, of the client's images. */
  Reply bplist(List<String> arguments) throws Words.InvalidParameterException {
    Words words =
        Words.parse(
            arguments, Set.of("-l", "-b"), Set.of("-C", "-s", "-e", "-R", "-t", "-k", "-keyword"));
    List<String> lines = new ArrayList<>();
    for (Image image : newestFirst(fits(words, "-s"))) {
      boolean ofClient = words.get("-C").map(image.client()::equals).orElse(true);
      image.names().stream()
          .filter(name -> ofClient && words.others().stream().anyMatch(name::startsWith))
          .filter(name -> !lines.contains(name))
          .forEach(lines::add);
    }
    return lines.isEmpty() ? Reply.NO_ENTITY : Reply.of(lines);
  }

  Reply bpflist(List<String> arguments) throws Words.InvalidParameterException {
    Words words =
        Words.parse(
            arguments, Set.of("-l"), Set.of("-client", "-policy", "-backupid", "-d", "-e", "-ut"));
    return catalogue
        .newest(fits(words, "-d"))
        .map(image -> Reply.of(CatalogueFile.lines(image)))
        .orElse(Reply.NO_ENTITY);
  }
}
