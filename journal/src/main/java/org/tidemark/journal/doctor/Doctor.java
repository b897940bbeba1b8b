package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.tidemark.journal.model.TidemarkException;

/** Runs all checks, the adapters' too, in the order in which an administrator mends things. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          new PlatformCheck(),
          new KernelCheck(),
          new PrivilegesCheck(),
          new FanotifyLimitsCheck(),
          new MemoryLimitCheck(),
          new TreesCheck(),
          new WatchesCheck(),
          new TimeResetsCheck(),
          new MountsCheck(),
          new NfsServerCheck(),
          new LoopDevicesCheck(),
          new StateFolderCheck(),
          new DatabaseCheck(),
          new ClockCheck());

  private Doctor() {}

  /** Everything that the checks find, in their order. */
  public static List<Finding> examine(Surroundings here) {
    List<Finding> all = new ArrayList<>();
    CHECKS.forEach(check -> all.addAll(findings(check, here)));
    all.addAll(adapters());
    return all;
  }

  /** What one check finds; that it cannot look is a finding as well. */
  static List<Finding> findings(Check check, Surroundings here) {
    try {
      return check.look(here);
    } catch (TidemarkException e) {
      return List.of(Finding.red(check.name(), "", e.getMessage(), e.hint()));
    } catch (IOException e) {
      return List.of(
          Finding.yellow(check.name(), "", "could not be looked at: " + e.getMessage(), ""));
    }
  }

  /** A broken adapter must not hide what the others found. */
  private static List<Finding> adapters() {
    List<Finding> found = new ArrayList<>();
    try {
      ServiceLoader.load(AdapterCheck.class).forEach(check -> found.addAll(check.look()));
    } catch (ServiceConfigurationError e) {
      found.add(
          Finding.yellow(
              "adapter", "", "a check of an adapter is left out: " + e.getMessage(), ""));
    }
    return found;
  }

  /** The worst of them; green for none. */
  public static Health worst(List<Finding> findings) {
    return findings.stream().map(Finding::health).max(Health::compareTo).orElse(Health.GREEN);
  }
}
