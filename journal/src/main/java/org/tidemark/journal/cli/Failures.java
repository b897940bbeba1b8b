package org.tidemark.journal.cli;

import java.io.IOException;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The one place where an exception becomes a message and an exit code. No lambdas stand for
 * picocli's handlers, behind which the JVM would leave its old classes out of the class archive.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;
  private final boolean debug;

  /**
   * @param debug whether stack traces are shown
   */
  Failures(Console console, boolean debug) {
    this.console = console;
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    return report(failure);
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    return report(failure);
  }

  int report(Exception failure) {
    ExitCode code = explain(failure);
    if (debug) {
      failure.printStackTrace(console.err());
      console.err().flush();
    }
    return code.number();
  }

  private ExitCode explain(Exception failure) {
    if (failure instanceof TidemarkException known) {
      console.complain(known.forOperator());
      return known.exitCode();
    }
    if (failure instanceof ParameterException usage) {
      String command = usage.getCommandLine().getCommandSpec().qualifiedName();
      console.complain(usage.getMessage() + "\n  See '" + command + " --help'.");
      return ExitCode.USAGE;
    }
    if (failure instanceof KernelException refused) {
      console.complain(withHint(String.valueOf(refused.getMessage()), refused.hint()));
    } else if (failure instanceof IOException) {
      console.complain(String.valueOf(failure.getMessage()));
    } else {
      console.complain(
          withHint("failed unexpectedly: " + failure, "TIDEMARK_DEBUG=1 shows where."));
    }
    return ExitCode.FAILED;
  }

  private static String withHint(String message, String hint) {
    return hint.isEmpty() ? message : message + "\n  " + hint;
  }
}
