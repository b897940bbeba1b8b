package org.tidemark.journal.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;

/** Readers of single values; each throws IllegalArgumentException with what was wanted. */
final class Values {
  private Values() {}

  static PathBytes path(String latin1) {
    return PathBytes.ofLatin1(latin1);
  }

  static Path folder(String latin1) {
    if (!latin1.startsWith("/")) {
      throw new IllegalArgumentException("'" + latin1 + "' is not an absolute path");
    }
    return StatePath.ofLatin1(latin1);
  }

  static String exclusion(String latin1) {
    if (Exclusions.of(List.of(latin1)).isEmpty()) {
      throw new IllegalArgumentException("an exclusion that excludes nothing");
    }
    return latin1;
  }

  static boolean yesOrNo(String text) {
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither yes nor no");
    };
  }

  static SourceChoice source(String text) {
    for (SourceChoice choice : SourceChoice.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is none of auto, fanotify, inotify");
  }

  static int count(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number");
    }
    return Integer.parseInt(text);
  }

  /** The reader's value, if it lies within both limits. */
  static <T extends Comparable<T>> Function<String, T> within(
      Function<String, T> reader, T least, T most, String limits) {
    return text -> {
      T value = reader.apply(text);
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException("'" + text + "' is not within " + limits);
      }
      return value;
    };
  }

  /** {@code FROM=TO}, split at the equals sign that is followed by a slash. */
  static PathBytes[] rewriting(String latin1) {
    int at = latin1.indexOf("=/");
    if (at < 0 || latin1.indexOf("=/", at + 1) >= 0) {
      throw new IllegalArgumentException("'" + latin1 + "' is not FROM=TO with absolute paths");
    }
    return new PathBytes[] {path(latin1.substring(0, at)), path(latin1.substring(at + 1))};
  }
}
