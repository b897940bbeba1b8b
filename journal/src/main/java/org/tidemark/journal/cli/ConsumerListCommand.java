package org.tidemark.journal.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.tidemark.journal.client.ConsumerInfo;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark consumer list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows a line for each consumer: its bases, and when they last moved.")
final class ConsumerListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  ConsumerListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    for (ConsumerInfo consumer : options.connect().consumers()) {
      console.line(Console.printable(inOneLine(consumer)));
    }
    return ExitCode.DONE.number();
  }

  private static String inOneLine(ConsumerInfo consumer) {
    StringBuilder line = new StringBuilder(consumer.name());
    line.append("  full ").append(orNone(consumer.fullBase()));
    line.append("  incremental ").append(orNone(consumer.incrementalBase()));
    Instant moved = Instant.ofEpochMilli(consumer.changedMillis()).truncatedTo(ChronoUnit.SECONDS);
    line.append("  moved ").append(moved);
    line.append(consumer.stale() ? "  stale" : "");
    for (PathBytes path : consumer.paths()) {
      line.append("  path ").append(path);
    }
    return line.toString();
  }

  private static String orNone(String base) {
    return base.isEmpty() ? "none" : base;
  }
}
