package org.tidemark.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tidemark.bench.contender.Launcher;
import org.tidemark.bench.contender.Visits;
import org.tidemark.bench.machine.Programs;
import org.tidemark.bench.machine.Progress;
import org.tidemark.bench.machine.Workshop;

/**
 * What a suite works with.
 *
 * @param compiled the folder of the compiled C programs
 * @param bacula what stands for {@code /} to Bacula's unpacked packages
 * @param trees made once and shared by the suites
 * @param visits made once and shared by the suites
 */
public record Bench(
    Size size,
    Workshop workshop,
    Programs programs,
    Progress progress,
    Launcher launcher,
    Path compiled,
    Path bacula,
    Trees trees,
    Visits visits) {

  /** Longer than anything here takes, so that a program that hangs does not stop the run. */
  public static final Duration LONG = Duration.ofMinutes(15);

  /** How many names change before somebody asks what changed. */
  public int changes() {
    return (int) Math.min(10_000, size.directories() / 10);
  }

  /** A command line for one of our C programs. */
  public List<String> compiled(String program, Object... arguments) {
    return CommandLines.of(compiled.resolve(program), arguments);
  }
}
