package org.tidemark.rsync.host;

import java.util.ArrayList;
import java.util.List;

/**
 * The program that runs commands on other machines, as rsync's {@code -e} takes it: words parted by
 * blanks, quotes around what holds blanks, a quote doubled inside its own kind (rsync(1), --rsh).
 *
 * @param command as given, one character per byte
 */
public record RemoteShell(String command) {
  /** Asks nobody for passwords, and notices within a minute that the other side is gone. */
  private static final String SAFE =
      " -T -o BatchMode=yes -o ServerAliveInterval=15 -o ServerAliveCountMax=4";

  public static final RemoteShell SSH = new RemoteShell("ssh" + SAFE);

  /** The user's own; a plain ssh gets our options behind it, so that the user's come first. */
  public static RemoteShell of(String command) {
    RemoteShell shell = new RemoteShell(command);
    return shell.isSsh() ? new RemoteShell(command + SAFE) : shell;
  }

  /** True if options of OpenSSH may be added. */
  boolean isSsh() {
    List<String> words = words();
    String program = words.isEmpty() ? "" : words.get(0);
    return program.substring(program.lastIndexOf('/') + 1).equals("ssh");
  }

  /** The command line without quotes. */
  List<String> words() {
    List<String> out = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int at = 0; at < command.length(); at++) {
      char value = command.charAt(at);
      if (quote == 0 && value == ' ') {
        addTo(out, word);
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      boolean doubled = quote != 0 && value == quote && isQuoteAt(at + 1, quote);
      if (doubled) {
        word.append(value);
        at++;
      } else if (quote == 0 ? value == '\'' || value == '"' : value == quote) {
        quote = quote == 0 ? value : 0;
      } else {
        word.append(value);
      }
    }
    addTo(out, word);
    return out;
  }

  private boolean isQuoteAt(int at, char quote) {
    return at < command.length() && command.charAt(at) == quote;
  }

  private static void addTo(List<String> out, StringBuilder word) {
    if (word != null) {
      out.add(word.toString());
    }
  }
}
