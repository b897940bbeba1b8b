package org.tidemark.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The least that a command line program in Java with picocli does. */
@Command(name = "bare")
public final class BareProgram implements Callable<Integer> {
  @Option(names = "--consumer")
  private String consumer = "";

  private BareProgram() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BareProgram()).execute(arguments));
  }

  @Override
  public Integer call() {
    System.out.println(consumer);
    return 0;
  }
}
