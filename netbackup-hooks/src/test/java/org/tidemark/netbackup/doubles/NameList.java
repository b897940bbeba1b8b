package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code bpbackup -f} reads: one path a line, or, for names with blanks or line feeds, the
 * path's length, a blank and the path. Has no state.
 */
final class NameList {
  /** The list is not in one of the two forms. */
  static final class BadListException extends Exception {
    private static final long serialVersionUID = 1;

    BadListException(String message) {
      super(message);
    }
  }

  private NameList() {}

  /**
   * @param text one character per byte
   * @param lengths whether the form with lengths is understood
   */
  static List<String> parse(String text, boolean lengths) throws BadListException {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end =
          lengths && Character.isDigit(text.charAt(at)) ? counted(text, at) : lineEnd(text, at);
      int begin = text.charAt(at) == '/' ? at : text.indexOf(' ', at) + 1;
      names.add(checked(text.substring(begin, end), begin == at));
      at = end + 1;
    }
    return names;
  }

  private static int lineEnd(String text, int at) throws BadListException {
    if (text.charAt(at) != '/') {
      throw new BadListException("a name that is not absolute at byte " + at);
    }
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private static int counted(String text, int at) throws BadListException {
    int blank = text.indexOf(' ', at);
    try {
      int end = blank + 1 + Integer.parseInt(text.substring(at, Math.max(at, blank)));
      if (end > text.length() || (end < text.length() && text.charAt(end) != '\n')) {
        throw new BadListException("a length that does not fit at byte " + at);
      }
      return end;
    } catch (NumberFormatException e) {
      throw new BadListException("no length at byte " + at);
    }
  }

  private static String checked(String name, boolean plain) throws BadListException {
    if (!name.startsWith("/")) {
      throw new BadListException("a name that is not absolute: " + name);
    }
    if (plain && name.indexOf(' ') >= 0) {
      throw new BadListException("a name with blanks needs its length in front: " + name);
    }
    return name;
  }
}
