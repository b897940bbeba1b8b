package org.tidemark.bacula;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The command {@code tidemark bacula}; reserves the name until the hooks exist. */
@Command(name = "bacula", description = "Hooks for Bacula (not in this version).")
public final class BaculaHooks implements Callable<Integer> {
  /** The same as for wrong usage, so that a job that calls the hook fails instead of going on. */
  private static final int EXIT_NOT_AVAILABLE = 2;

  @Spec private CommandSpec spec;

  // Whatever a job passes, the answer must be the line below and not a complaint about arguments.
  @Unmatched private List<String> ignored = new ArrayList<>();

  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println("tidemark bacula: this version of Tidemark contains no Bacula hooks yet");
    return EXIT_NOT_AVAILABLE;
  }
}
