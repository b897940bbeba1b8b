package org.tidemark.rsync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.RemoteShell;

/**
 * The user's own options for rsync, given behind {@code --}, one character per byte. Only options
 * that are known to keep the promises are taken; of the others the user is told why.
 *
 * @param shell how other machines are reached
 * @param rsyncPath the rsync of the other machine, as its shell is to read it; empty for its usual
 * @param patience how long rsync may stand still; from {@code --timeout}, which rsync itself is not
 *     given: its processes would send each other signs of life while they wait for each other
 * @param options for every run of rsync, each one word
 */
record UserOptions(
    RemoteShell shell, String rsyncPath, Optional<Duration> patience, List<String> options) {
  static final UserOptions NONE = new UserOptions(RemoteShell.SSH, "", Optional.empty(), List.of());

  /** Long names that take a value. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--rsh",
          "--rsync-path",
          "--port",
          "--password-file",
          "--early-input",
          "--address",
          "--sockopts",
          "--timeout",
          "--contimeout",
          "--bwlimit",
          "--compress-choice",
          "--zc",
          "--compress-level",
          "--zl",
          "--compress-threads",
          "--zt",
          "--skip-compress",
          "--block-size",
          "--checksum-choice",
          "--cc",
          "--checksum-seed",
          "--partial-dir",
          "--max-alloc",
          "--outbuf",
          "--info",
          "--log-file",
          "--log-file-format");

  private static final Set<String> FLAGS =
      Set.of(
          "--ipv4",
          "--ipv6",
          "--blocking-io",
          "--no-blocking-io",
          "--compress",
          "--no-compress",
          "--old-compress",
          "--new-compress",
          "--sparse",
          "--no-sparse",
          "--preallocate",
          "--whole-file",
          "--no-whole-file",
          "--fuzzy",
          "--open-noatime",
          "--fsync",
          "--stats",
          "--human-readable",
          "--no-motd",
          "--super");

  /** What every run has anyway: taken, and not handed over again. */
  private static final Set<String> GIVEN =
      Set.of(
          "--archive",
          "--recursive",
          "--links",
          "--perms",
          "--times",
          "--group",
          "--owner",
          "--devices",
          "--specials",
          "-D",
          "--hard-links",
          "--acls",
          "--xattrs",
          "--numeric-ids",
          "--delete",
          "--force",
          "--itemize-changes",
          "--secluded-args",
          "--protect-args");

  private static final Map<String, String> LONG_NAMES =
      Map.ofEntries(
          Map.entry("-e", "--rsh"),
          Map.entry("-B", "--block-size"),
          Map.entry("-4", "--ipv4"),
          Map.entry("-6", "--ipv6"),
          Map.entry("-z", "--compress"),
          Map.entry("-S", "--sparse"),
          Map.entry("-W", "--whole-file"),
          Map.entry("--no-W", "--no-whole-file"),
          Map.entry("--no-S", "--no-sparse"),
          Map.entry("--no-z", "--no-compress"),
          Map.entry("-y", "--fuzzy"),
          Map.entry("-h", "--human-readable"),
          Map.entry("-a", "--archive"),
          Map.entry("-r", "--recursive"),
          Map.entry("-l", "--links"),
          Map.entry("-p", "--perms"),
          Map.entry("-t", "--times"),
          Map.entry("-g", "--group"),
          Map.entry("-o", "--owner"),
          Map.entry("-H", "--hard-links"),
          Map.entry("-A", "--acls"),
          Map.entry("-X", "--xattrs"),
          Map.entry("-i", "--itemize-changes"),
          Map.entry("-s", "--secluded-args"));

  /** Those that the small runs for a daemon's marker need, too. */
  private static final Set<String> CONNECTION =
      Set.of(
          "--port",
          "--password-file",
          "--early-input",
          "--address",
          "--sockopts",
          "--contimeout",
          "--ipv4",
          "--ipv6",
          "--blocking-io");

  /** What rsync may tell besides; names, removals and progress are read by us. */
  private static final Pattern INFO =
      Pattern.compile("(?:(?:stats|flist|misc|skip|mount|copy)[0-9]?(?:,|$))+");

  UserOptions {
    options = List.copyOf(options);
  }

  /**
   * Reads them.
   *
   * @throws TidemarkException with USAGE for an option that breaks a promise, or that nobody knows
   */
  static UserOptions parse(List<String> words) throws TidemarkException {
    Deque<String> rest = new ArrayDeque<>(words);
    UserOptions found = NONE;
    while (!rest.isEmpty()) {
      String word = rest.pop();
      if (word.startsWith("--")) {
        found = found.withLong(word, rest);
      } else if (word.startsWith("-") && word.length() > 1) {
        found = found.withShort(word, rest);
      } else {
        throw refused("'" + word + "' is no option", "Only options of rsync go behind the --.");
      }
    }
    return found;
  }

  private UserOptions withLong(String word, Deque<String> rest) throws TidemarkException {
    int equals = word.indexOf('=');
    String given = equals < 0 ? word : word.substring(0, equals);
    String name = LONG_NAMES.getOrDefault(given, given);
    if (WITH_VALUE.contains(name)) {
      return withValue(name, equals < 0 ? next(name, rest) : word.substring(equals + 1));
    }
    if (equals >= 0) {
      check(given);
      throw refused(given + " takes no value", "");
    }
    return withFlag(name);
  }

  /** Letters may stand together; the first that takes a value takes what is behind it. */
  private UserOptions withShort(String word, Deque<String> rest) throws TidemarkException {
    UserOptions found = this;
    for (int at = 1; at < word.length(); at++) {
      String letter = "-" + word.charAt(at);
      String name = LONG_NAMES.getOrDefault(letter, letter);
      if (WITH_VALUE.contains(name)) {
        String behind = word.substring(at + 1);
        return found.withValue(name, behind.isEmpty() ? next(name, rest) : behind);
      }
      found = found.withFlag(name);
    }
    return found;
  }

  private static String next(String name, Deque<String> rest) throws TidemarkException {
    if (rest.isEmpty()) {
      throw refused(name + " needs a value", "");
    }
    return rest.pop();
  }

  private UserOptions withFlag(String name) throws TidemarkException {
    if (GIVEN.contains(name)) {
      return this;
    }
    if (!FLAGS.contains(name)) {
      check(name);
    }
    return withOption(name);
  }

  private UserOptions withValue(String name, String value) throws TidemarkException {
    if (name.equals("--rsh")) {
      return new UserOptions(RemoteShell.of(value), rsyncPath, patience, options);
    }
    if (name.equals("--timeout")) {
      return new UserOptions(shell, rsyncPath, seconds(value), options);
    }
    if (name.equals("--info") && !INFO.matcher(value).matches()) {
      throw refused("--info=" + value + " is refused: " + BrokenPromise.MESSAGES.reason(), "");
    }
    if (name.equals("--partial-dir") && !value.startsWith("/")) {
      throw refused(
          "--partial-dir=" + value + " is refused: it would lie inside the mirror",
          "Give an absolute path outside the mirror.");
    }
    if (name.equals("--log-file") && !value.startsWith("/")) {
      throw refused(
          "--log-file=" + value + " is refused: rsync runs in the source, where it would lie",
          "Give an absolute path outside the source.");
    }
    UserOptions with = withOption(name + "=" + value);
    return name.equals("--rsync-path")
        ? new UserOptions(shell, value, patience, with.options)
        : with;
  }

  private UserOptions withOption(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new UserOptions(shell, rsyncPath, patience, more);
  }

  private static Optional<Duration> seconds(String value) throws TidemarkException {
    try {
      long seconds = Long.parseLong(value);
      return seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    } catch (NumberFormatException e) {
      throw refused("--timeout=" + value + " is no number of seconds", "");
    }
  }

  /** Those that say how a daemon is reached. */
  List<String> connection() {
    return options.stream().filter(option -> CONNECTION.contains(option.split("=", 2)[0])).toList();
  }

  private static void check(String name) throws TidemarkException {
    String why =
        BrokenPromise.of(name).map(BrokenPromise::reason).orElse("Tidemark does not know it");
    Set<String> allowed = new TreeSet<>(FLAGS);
    WITH_VALUE.forEach(taking -> allowed.add(taking + "="));
    throw refused(name + " is refused: " + why, "Allowed are: " + String.join(" ", allowed));
  }

  private static TidemarkException refused(String message, String hint) {
    return new TidemarkException(ExitCode.USAGE, message, hint);
  }
}
