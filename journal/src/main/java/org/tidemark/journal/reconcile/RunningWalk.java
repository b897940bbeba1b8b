package org.tidemark.journal.reconcile;

import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.walk.TreeWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkOutcome;
import org.tidemark.journal.walk.WalkRequest;

/** The walk of one job, and its end. {@link #run} belongs to one thread, the rest to any. */
final class RunningWalk {
  /** Of how many levels below the top it is noted what was completed. */
  private static final int NOTED_LEVELS = 2;

  private static final int WHOLE = ChangeBits.DIRECTORY | ChangeBits.SUBTREE;

  private final Kernel kernel;
  private final Job job;
  private final JournalWriter writer;
  private final WalkControl control;
  private final Findings findings;
  private final long usedInodes;
  private final long startedMillis = System.currentTimeMillis();

  RunningWalk(Kernel kernel, Job job, JournalWriter writer, WalkControl control) {
    this.kernel = kernel;
    this.job = job;
    this.writer = writer;
    this.control = control;
    this.findings = new Findings(writer, job.gapIds());
    this.usedInodes = usedInodes(kernel, job.top());
  }

  /** 0 where the filesystem does not say. */
  private static long usedInodes(Kernel kernel, PathBytes path) {
    long[] facts = new long[4];
    return kernel.statfs(path.bytes(), facts) < 0 ? 0 : facts[2] - facts[3];
  }

  /**
   * Walks, and closes the gaps in one transaction once all that was found is in the journal.
   *
   * @param done for each gap, what was walked before a restart
   * @return false if it was cancelled
   * @throws TidemarkException if the top cannot be opened or the journal does not take what is
   *     found
   */
  boolean run(List<Set<PathBytes>> done, WalkedMounts mounts, int threads, long marginNanos)
      throws TidemarkException {
    Thresholds thresholds = new Thresholds(job.gaps(), done, marginNanos);
    WalkRequest request =
        new WalkRequest(
            job.top(), job.exclusions(), mounts.foreign(), job.nested(), threads, NOTED_LEVELS);
    WalkOutcome outcome =
        TreeWalk.run(
            kernel,
            request,
            () -> new GapVisitor(kernel, job, mounts.exchangeInSilence(), thresholds, findings),
            control);
    if (outcome.topErrno() != 0) {
      withoutTop(outcome.topErrno());
    } else if (!outcome.complete()) {
      findings.write();
      return false;
    }
    findings.write();
    writer.write(store -> store.endReconcile(job.gapIds()));
    return true;
  }

  /** What is below a root may be gone; that it is, the list maker finds out for itself. */
  private void withoutTop(int errno) throws TidemarkException {
    boolean gone = errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ELOOP;
    if (job.isRoot() || !gone) {
      throw new TidemarkException(
          ExitCode.FAILED, "opening " + job.top() + ": " + Errno.describe(errno), "");
    }
    findings.add(job.top(), WHOLE, Reason.CAME_IN_A_GAP);
  }

  ReconcileStatus.Walk status(boolean halted) {
    long names = control.names();
    List<Gap> gaps = job.gaps();
    double share = usedInodes <= 0 ? -1 : Math.min(0.99, (double) names / usedInodes);
    return new ReconcileStatus.Walk(
        job.top(),
        gaps,
        startedMillis,
        halted,
        control.isResting(),
        control.directories(),
        names,
        findings.count(),
        share);
  }
}
