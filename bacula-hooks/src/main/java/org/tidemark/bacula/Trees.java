package org.tidemark.bacula;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * The trees that a job saves, by words {@code tree=PATH} of its FileSet; none stands for all that
 * are watched. In a word, bytes that Bacula or a command line would take for something else are
 * {@code =XX}, since {@code %} begins Bacula's own codes. Immutable.
 *
 * @param paths sorted, each once
 */
record Trees(List<PathBytes> paths) {
  static final Trees ALL = new Trees(List.of());

  private static final String KEY = "tree";
  private static final String PLAIN = "._/-@+,:";
  private static final Pattern WORD = Pattern.compile("(?:[A-Za-z0-9._/@+,:-]|=[0-9A-F]{2})+");
  private static final Pattern ESCAPED = Pattern.compile("=([0-9A-F]{2})");
  private static final int HASH_BYTES = 8;

  Trees {
    paths = paths.stream().distinct().sorted().toList();
  }

  /**
   * Those of a command line.
   *
   * @throws TidemarkException USAGE for what {@link #words()} does not write
   */
  static Trees of(Words words) throws TidemarkException {
    List<PathBytes> paths = new ArrayList<>();
    for (String value : words.all(KEY)) {
      if (!WORD.matcher(value).matches()) {
        throw Words.usage(KEY + "=" + value + " is not in the form that Bacula can carry");
      }
      paths.add(path(value));
    }
    return new Trees(paths);
  }

  private static PathBytes path(String value) throws TidemarkException {
    String latin1 =
        ESCAPED
            .matcher(value)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    try {
      return PathBytes.ofLatin1(latin1);
    } catch (IllegalArgumentException e) {
      throw Words.usage(KEY + "=" + value + ": " + e.getMessage());
    }
  }

  /** What a FileSet's command line says of them, with a blank before each word. */
  String words() {
    StringBuilder out = new StringBuilder();
    for (PathBytes path : paths) {
      out.append(' ').append(KEY).append('=').append(escaped(path));
    }
    return out.toString();
  }

  private static String escaped(PathBytes path) {
    StringBuilder out = new StringBuilder();
    for (byte value : path.bytes()) {
      boolean plain = value > 0 && (Character.isLetterOrDigit(value) || PLAIN.indexOf(value) >= 0);
      out.append(plain ? String.valueOf((char) value) : String.format("=%02X", value));
    }
    return out.toString();
  }

  /**
   * Who reads the journal for them: a base of other trees says nothing of these, so each choice has
   * its own; {@code bacula:JOB} for all, else with a hash of the paths behind it.
   */
  ConsumerName consumer(JobName job) throws TidemarkException {
    ConsumerName all = job.consumer();
    if (paths.isEmpty()) {
      return all;
    }
    try {
      return new ConsumerName(all + ":" + hash());
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(
          ExitCode.USAGE, "job " + job.plain() + ": " + e.getMessage(), "Give it a shorter name.");
    }
  }

  /** A line for whoever reads the FileSet; empty for all trees. */
  String comment() {
    return paths.isEmpty()
        ? ""
        : "# To Tidemark, a job NAME with these trees is the consumer bacula:NAME:"
            + hash()
            + ".\n";
  }

  private String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] sum = digest.digest(words().getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(sum, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  /** Where Bacula begins to walk in a Full: what is chosen, and watched trees inside of it. */
  List<PathBytes> tops(List<RootInfo> watched) {
    List<PathBytes> tops = new ArrayList<>(paths);
    watched.stream()
        .map(RootInfo::path)
        .filter(root -> paths.isEmpty() || paths.stream().anyMatch(root::isUnder))
        .forEach(tops::add);
    return tops.stream().distinct().sorted().toList();
  }

  /** True if what is left out of a watched tree matters to a walk of these. */
  boolean touch(RootInfo root) {
    return paths.isEmpty()
        || paths.stream().anyMatch(path -> path.isUnder(root.path()) || root.path().isUnder(path));
  }

  /**
   * @throws TidemarkException REFUSED if one lies in no watched tree
   */
  void check(List<RootInfo> watched) throws TidemarkException {
    for (PathBytes path : paths) {
      if (watched.stream().map(RootInfo::path).noneMatch(path::isUnder)) {
        throw new TidemarkException(
            ExitCode.REFUSED,
            path + " is not watched",
            "Watched are " + watched.stream().map(root -> root.path().toString()).toList() + ".");
      }
    }
  }
}
