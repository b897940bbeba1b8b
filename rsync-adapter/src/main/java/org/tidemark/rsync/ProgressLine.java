package org.tidemark.rsync;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rsync says about the whole of a transfer (rsync(1), --info=progress2). */
final class ProgressLine {
  private static final Pattern FORM =
      Pattern.compile(
          " *([0-9][0-9,]*)([.][0-9]+)?([KMGTP]?) +[0-9]+% +[0-9.,]+[kKMGTP]?B/s"
              + " +[0-9:?]+ *([(][^|]*[)])? *");

  private static final String UNITS = "KMGTP";

  private ProgressLine() {}

  /** How many bytes are done; empty for any other line. */
  static OptionalLong bytes(String line) {
    Matcher form = FORM.matcher(line);
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    String fraction = form.group(2) == null ? "" : form.group(2);
    double number = Double.parseDouble(form.group(1).replace(",", "") + fraction);
    for (int unit = UNITS.indexOf(form.group(3)); !form.group(3).isEmpty() && unit >= 0; unit--) {
      number *= 1000;
    }
    return OptionalLong.of((long) number);
  }
}
