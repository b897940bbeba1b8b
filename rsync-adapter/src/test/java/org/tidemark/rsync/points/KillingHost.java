package org.tidemark.rsync.points;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Held;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * This machine, on which everything is killed at some moment: one program after some milliseconds,
 * together with what it started, and no other is begun after it.
 */
final class KillingHost implements Host {
  private static final int LONGEST_MILLIS = 8;

  private final Programs programs = new Programs();
  private final Random random;
  private int left;

  /**
   * @param left how many programs run to their end first
   */
  KillingHost(Random random, int left) {
    this.random = random;
    this.left = left;
  }

  @Override
  public Programs.Result run(Program program) throws TidemarkException {
    if (left-- > 0) {
      return programs.run(program);
    }
    if (left == -1) {
      programs.run(killed(program));
    }
    throw new TidemarkException(ExitCode.FAILED, "killed", "");
  }

  @Override
  public int run(Program program, OutputStream out, OutputStream errors) throws TidemarkException {
    if (left-- > 0) {
      return programs.run(program, out, errors);
    }
    throw new TidemarkException(ExitCode.FAILED, "killed", "");
  }

  @Override
  public Held hold(Program program, String mark, Supplier<TidemarkException> lost)
      throws TidemarkException {
    return programs.hold(program, mark, lost);
  }

  private Program killed(Program program) {
    String millis = "0.00" + (1 + random.nextInt(LONGEST_MILLIS));
    List<String> words = new ArrayList<>(List.of("timeout", "-s", "KILL", millis));
    words.addAll(program.arguments());
    return program.with(words);
  }
}
