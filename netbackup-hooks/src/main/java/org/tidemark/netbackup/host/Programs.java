package org.tidemark.netbackup.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Starts programs and waits for them. Arguments travel through the environment, since Commons Exec
 * trims them and takes quotes for its own; a small shell script puts them back.
 */
public final class Programs {
  /** Exit status of what had to be ended, as of timeout(1). */
  public static final int TOO_SLOW = 124;

  private static final String NUMBERED = "TIDEMARK_ARGUMENT_";

  private static final String SCRIPT =
      """
      n=0
      while [ "$n" -lt "$TIDEMARK_ARGUMENTS" ]; do
        eval "set -- \\"\\$@\\" \\"\\$TIDEMARK_ARGUMENT_$n\\"; unset TIDEMARK_ARGUMENT_$n"
        n=$((n + 1))
      done
      unset TIDEMARK_ARGUMENTS
      exec "$@" </dev/null
      """;

  /**
   * What a program left.
   *
   * @param output its standard output, one character per byte
   * @param errors its standard error, one character per byte
   */
  public record Result(int exit, String output, String errors) {
    /** Both, for a message: the last line that is not empty, or the exit status. */
    public String reason() {
      List<String> lines =
          (output + "\n" + errors).lines().filter(each -> !each.isBlank()).toList();
      String last = lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip();
      return exit == TOO_SLOW ? "did not end in time" + last : "ended with " + exit + last;
    }
  }

  /**
   * Runs a program in the plain locale, so that its output can be read.
   *
   * @param arguments the program and its arguments, one character per byte
   * @param patience after which it is ended
   * @throws TidemarkException if it cannot be started
   */
  public Result run(List<String> arguments, Duration patience) throws TidemarkException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(patience).get();
    DefaultExecutor executor = DefaultExecutor.builder().get();
    executor.setExitValues(null);
    executor.setWatchdog(watchdog);
    executor.setStreamHandler(new PumpStreamHandler(out, errors));
    int exit;
    try {
      exit = executor.execute(shell(), environment(arguments));
    } catch (ExecuteException e) {
      exit = e.getExitValue();
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot start " + arguments.get(0) + ": " + e.getMessage(), "", e);
    }
    return new Result(watchdog.killedProcess() ? TOO_SLOW : exit, text(out), text(errors));
  }

  /** A path as an argument. */
  public static String word(Path path) {
    byte[] utf8 = path.toString().getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }

  private static CommandLine shell() {
    return new CommandLine("/bin/sh").addArgument("-c").addArgument(SCRIPT, false);
  }

  private static Map<String, String> environment(List<String> arguments) {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.put("LC_ALL", "C");
    all.put("TIDEMARK_ARGUMENTS", "" + arguments.size());
    for (int at = 0; at < arguments.size(); at++) {
      // The JVM encodes by the locale, which is UTF-8 (bin/tidemark sees to that).
      byte[] bytes = arguments.get(at).getBytes(StandardCharsets.ISO_8859_1);
      all.put(NUMBERED + at, new String(bytes, StandardCharsets.UTF_8));
    }
    return all;
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
