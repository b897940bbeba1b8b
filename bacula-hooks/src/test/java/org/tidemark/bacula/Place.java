package org.tidemark.bacula;

import java.util.ArrayList;
import java.util.List;

/**
 * Where programs run: a machine, or what stands for one.
 *
 * @param address under which others reach what listens there
 * @param enter a program with its arguments that becomes the command behind them; none for here
 */
record Place(String address, List<String> enter) {
  /** This machine, over its loopback. */
  static final Place HERE = new Place("127.0.0.1", List.of());

  Place {
    enter = List.copyOf(enter);
  }

  /** The command line that runs a command there. */
  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(enter);
    all.addAll(command);
    return all;
  }
}
