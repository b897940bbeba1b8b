package org.tidemark.bench;

import java.util.ArrayList;
import java.util.List;

/** Command lines out of paths, numbers and words. */
public final class CommandLines {
  private CommandLines() {}

  public static List<String> of(Object program, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
