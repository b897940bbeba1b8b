package org.tidemark.bacula;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.testing.Programs;

/**
 * Machines on a network of their own, for one test: network namespaces, the first of which has the
 * bridge. Used by one thread.
 */
final class Machines implements AutoCloseable {
  private static final String NETWORK = "10.231.0.";

  private final List<String> names = new ArrayList<>();

  private Machines() {}

  /** For {@code @EnabledIf}: tries it, since many containers forbid it to their root. */
  static boolean canBeMade() {
    String name = name(0);
    boolean can =
        Programs.exists("ip")
            && Programs.exists("nsenter")
            && Programs.run("ip", "netns", "add", name).exitCode() == 0;
    return can && Programs.run("ip", "netns", "delete", name).exitCode() == 0;
  }

  private static String name(int number) {
    return "tidemark-" + ProcessHandle.current().pid() + "-" + number;
  }

  static Machines make(int count) {
    Machines machines = new Machines();
    boolean done = false;
    try {
      for (int number = 0; number < count; number++) {
        machines.add(number);
      }
      done = true;
      return machines;
    } finally {
      if (!done) {
        machines.close();
      }
    }
  }

  private void add(int number) {
    String name = name(number);
    Programs.run("ip", "netns", "add", name).orFail();
    names.add(name);
    ip(name, "link", "set", "lo", "up");
    if (number == 0) {
      ip(name, "link", "add", "wire", "type", "bridge");
    } else {
      connect(name, "port" + number);
    }
    ip(name, "address", "add", address(number) + "/24", "dev", "wire");
    ip(name, "link", "set", "wire", "up");
  }

  private void connect(String name, String port) {
    String first = names.get(0);
    ip(name, "link", "add", "wire", "type", "veth", "peer", "name", port, "netns", first);
    ip(first, "link", "set", port, "master", "wire", "up");
  }

  private static void ip(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    Programs.run(command).orFail();
  }

  private static String address(int number) {
    return NETWORK + (number + 1);
  }

  Place place(int number) {
    String network = "--net=/run/netns/" + names.get(number);
    return new Place(address(number), List.of("nsenter", network, "--"));
  }

  /** What still runs in them keeps running. */
  @Override
  public void close() {
    names.forEach(name -> Programs.run("ip", "netns", "delete", name).orFail());
    names.clear();
  }
}
