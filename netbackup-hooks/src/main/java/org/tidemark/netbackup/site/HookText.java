package org.tidemark.netbackup.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hooks that NetBackup calls, as texts with one character per byte. They carry everything that
 * they need, since a job's environment may hold nothing.
 *
 * @param openv where the hooks lie
 * @param state of the daemon
 * @param tidemark the command
 * @param java folder of the Java that runs it; another is looked for where it is gone
 */
public record HookText(Openv openv, Path state, Path tidemark, Path java) {
  /** By this a hook is known for ours. */
  private static final String MARK = "\n# Tidemark's hook for NetBackup,";

  /** For ending what runs late: NetBackup waits for 300 seconds unless told otherwise. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration END = Duration.ofMinutes(2);

  /** What the hook does where it has no good answer. */
  public enum Otherwise {
    /** A job without its list must not run. */
    FAIL,
    /** A true full is good without us. */
    GO_ON
  }

  static boolean isOurs(String text) {
    return text.contains(MARK);
  }

  /** Whether a hook of ours lies there. */
  public static boolean isHook(Path place) {
    return isOurs(new Placed(place).text());
  }

  /** How long the hook takes at most, a hook of the site not counted. */
  static Duration longest(Duration deadline) {
    return deadline.plus(GRACE).plusSeconds(10);
  }

  /** As {@link #longest}, for the hook at the end. */
  static Duration longestEnd() {
    return END.plusSeconds(10);
  }

  /** {@code bpstart_notify.POLICY.SCHEDULE}. */
  public String start(String policy, String schedule, Duration deadline, Otherwise otherwise) {
    Map<String, String> words = words(openv.startHook(policy, schedule), policy, schedule);
    words.put("@DEADLINE@", "" + deadline.plus(GRACE).toSeconds());
    words.put("@OTHERWISE@", otherwise == Otherwise.FAIL ? "1" : "0");
    return filled("start-hook.sh", words);
  }

  /** {@code bpend_notify.POLICY.SCHEDULE}. */
  public String end(String policy, String schedule) {
    Map<String, String> words = words(openv.endHook(policy, schedule), policy, schedule);
    words.put("@DEADLINE@", "" + END.toSeconds());
    return filled("end-hook.sh", words);
  }

  private Map<String, String> words(Path place, String policy, String schedule) {
    Map<String, String> words = new TreeMap<>();
    words.put("@BIN@", bytes(place.getParent()));
    words.put("@SELF@", bytes(place.getFileName()));
    words.put("@POLICY@", policy);
    words.put("@SCHEDULE@", schedule);
    words.put("@STATE@", bytes(state));
    words.put("@TIDEMARK@", bytes(tidemark));
    words.put("@JAVA@", bytes(java));
    return words;
  }

  private static String filled(String template, Map<String, String> words) {
    StringBuilder out = new StringBuilder();
    for (String line : resource(template).split("(?<=\n)", -1)) {
      out.append(line(line, words));
    }
    return out.toString();
  }

  /** One word a line: a name that looks like another word to be filled in stays as it is. */
  private static String line(String line, Map<String, String> words) {
    for (Map.Entry<String, String> word : words.entrySet()) {
      if (line.endsWith("=" + word.getKey() + "\n")) {
        return line.replace(word.getKey(), ShellWord.of(word.getValue()));
      }
    }
    return line;
  }

  private static String bytes(Path path) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String resource(String name) {
    try (InputStream in = HookText.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
