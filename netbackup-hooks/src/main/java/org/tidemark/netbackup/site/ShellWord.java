package org.tidemark.netbackup.site;

/** Text as one word of a shell, whatever it holds. */
final class ShellWord {
  private ShellWord() {}

  static String of(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
