package org.tidemark.bench.report;

import java.util.Locale;

/** Numbers as a person reads them: three digits that count, and commas in large ones. */
final class Numbers {
  private Numbers() {}

  static String text(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + Math.min(6, digits) + "f", value);
  }

  static String withUnit(double value, String unit) {
    return text(value) + (unit.equals("x") ? "x" : " " + unit);
  }
}
