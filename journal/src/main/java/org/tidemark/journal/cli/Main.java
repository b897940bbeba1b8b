package org.tidemark.journal.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tidemark.journal.daemon.WarmUp;
import org.tidemark.journal.kernel.OwnArguments;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine;

/** The {@code tidemark} command. */
public final class Main {
  private Main() {}

  public static void main(String[] decoded) {
    System.exit(runAsProcess(decoded));
  }

  private static int runAsProcess(String[] decoded) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    if (decoded.length > 0 && decoded[0].equals("daemon")) {
      WarmUp.begin();
    }
    try {
      return run(OwnArguments.latin1(decoded), out, System.err);
    } catch (IOException e) {
      return failures(Console.of(out, System.err)).report(e);
    }
  }

  /**
   * Runs one command and gives its exit code.
   *
   * @param latin1Arguments one character per byte
   * @param out gets raw bytes, and nothing but what the command is to print
   */
  public static int run(List<String> latin1Arguments, OutputStream out, PrintStream err) {
    Console console = Console.of(out, err);
    CommandLine commandLine = Commands.build(console, latin1Arguments);
    Failures failures = failures(console);
    PrintWriter bytes =
        new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.ISO_8859_1));
    commandLine.setOut(bytes);
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler(failures);
    commandLine.setExecutionExceptionHandler(failures);
    int code = execute(commandLine, latin1Arguments, failures);
    bytes.flush();
    return finished(console, failures, code);
  }

  /** Native libraries that cannot be unpacked or loaded are errors to the JVM, but not bugs. */
  private static int execute(
      CommandLine commandLine, List<String> latin1Arguments, Failures failures) {
    try {
      return commandLine.execute(latin1Arguments.toArray(String[]::new));
    } catch (LinkageError e) {
      return failures.report(
          new TidemarkException(
              ExitCode.FAILED,
              "a library cannot be loaded: " + e.getMessage(),
              "If the folder for temporary files is mounted noexec, set TIDEMARK_TMPDIR.",
              e));
    }
  }

  /** What could not be printed was not done, unless something worse is already known. */
  private static int finished(Console console, Failures failures, int code) {
    try {
      console.out().finish();
      return code;
    } catch (IOException e) {
      return code == 0 ? failures.report(e) : code;
    }
  }

  private static Failures failures(Console console) {
    return new Failures(console, "1".equals(System.getenv("TIDEMARK_DEBUG")));
  }
}
