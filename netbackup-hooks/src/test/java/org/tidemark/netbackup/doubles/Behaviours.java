package org.tidemark.netbackup.doubles;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How the double's switches stand. Immutable. */
public final class Behaviours {
  private final Set<UnverifiedBehaviour> on;

  private Behaviours(Set<UnverifiedBehaviour> on) {
    this.on = on;
  }

  /** Every switch as the documents make it likely. */
  public static Behaviours usual() {
    Set<UnverifiedBehaviour> on = EnumSet.noneOf(UnverifiedBehaviour.class);
    Stream.of(UnverifiedBehaviour.values()).filter(UnverifiedBehaviour::usual).forEach(on::add);
    return new Behaviours(on);
  }

  public Behaviours with(UnverifiedBehaviour behaviour, boolean value) {
    Set<UnverifiedBehaviour> changed = EnumSet.copyOf(on);
    if (value) {
      changed.add(behaviour);
    } else {
      changed.remove(behaviour);
    }
    return new Behaviours(changed);
  }

  public boolean has(UnverifiedBehaviour behaviour) {
    return on.contains(behaviour);
  }

  /** One line a switch, for the log. */
  List<String> describe() {
    return Stream.of(UnverifiedBehaviour.values())
        .map(
            b ->
                "unverified: " + b + " = " + (has(b) ? "on" : "off") + " (on: " + b.meaning() + ")")
        .toList();
  }
}
