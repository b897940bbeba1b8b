package org.tidemark.journal.reconcile;

import org.tidemark.journal.kernel.ChangeTimes;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.walk.WalkVisitor;
import org.tidemark.journal.walk.WalkedChild;
import org.tidemark.journal.walk.WalkedDirectory;

/**
 * Tells what may have changed in a gap, by the times of what is there. One per thread of the walk.
 *
 * <p>The tag of a directory says which gaps concern it ({@link Thresholds}), whether it lies on
 * another filesystem than the top, and whether names may have come to it in one of the gaps.
 */
final class GapVisitor implements WalkVisitor {
  /** A subtree with fewer directories is sooner walked again than noted. */
  private static final int WORTH_NOTING = 256;

  private static final int NAMES_CHANGED = 1;
  private static final int ELSEWHERE = 2;
  private static final int GAPS = 2;
  private static final int FILE_CHANGED = ChangeBits.CONTENT | ChangeBits.ATTRIBUTES;
  private static final int ATTRIBUTES_CHANGED = ChangeBits.DIRECTORY | ChangeBits.ATTRIBUTES;
  private static final int DIRECTORY_CHANGED = ATTRIBUTES_CHANGED | ChangeBits.CONTENTS;
  private static final int WHOLE = ChangeBits.DIRECTORY | ChangeBits.SUBTREE;

  private final Kernel kernel;
  private final boolean nested;
  private final boolean exchangesInSilence;
  private final Thresholds thresholds;
  private final int deepestThreshold;
  private final Findings findings;
  private int gapsOfSince;
  private long since = Long.MAX_VALUE;

  /**
   * @param exchangesInSilence see {@link ChangeTimes#exchangesInSilence}; of any filesystem that is
   *     walked
   */
  GapVisitor(
      Kernel kernel,
      Job job,
      boolean exchangesInSilence,
      Thresholds thresholds,
      Findings findings) {
    this.kernel = kernel;
    this.nested = job.nested();
    this.exchangesInSilence = exchangesInSilence;
    this.thresholds = thresholds;
    this.deepestThreshold = thresholds.deepest(job.top());
    this.findings = findings;
  }

  @Override
  public boolean wantsStat(int type) {
    return type != DirectoryEntries.TYPE_DIRECTORY;
  }

  @Override
  public int enter(WalkedDirectory directory) {
    int gaps = directory.parentTag() >>> GAPS;
    if (directory.depth() <= deepestThreshold) {
      gaps = thresholds.gapsAt(directory.path(), gaps);
      if (gaps == 0) {
        return thresholds.hasGapBelow(directory.path()) ? 0 : LEAVE_OUT;
      }
    }
    remember(gaps);
    Reason whole = directory.depth() == 0 ? Reason.CHANGED : whyWhole(directory);
    if (whole != Reason.CHANGED) {
      findings.add(directory.path(), WHOLE, whole);
      return LEAVE_OUT;
    }
    return tag(gaps, directory);
  }

  private void remember(int gaps) {
    if (gaps != gapsOfSince) {
      gapsOfSince = gaps;
      since = thresholds.of(gaps);
    }
  }

  /** Why all below it may be new here, whatever its times; CHANGED if it is not. */
  private Reason whyWhole(WalkedDirectory directory) {
    FileStat stat = directory.stat();
    boolean namesCameToParent = (directory.parentTag() & NAMES_CHANGED) != 0;
    // A snapshot keeps the times of what it was taken from.
    if (directory.isElsewhere() && isSubvolume(stat) && namesCameToParent) {
      return Reason.SUBVOLUME;
    }
    if (crosses(directory) && !timesTellChanges(directory)) {
      return Reason.UNREADABLE;
    }
    boolean made = stat.hasBirthTime() && stat.birthTime() >= since;
    boolean movedIn = namesCameToParent && (exchangesInSilence || stat.changeTime() >= since);
    return made || movedIn ? Reason.CAME_IN_A_GAP : Reason.CHANGED;
  }

  private static boolean isSubvolume(FileStat stat) {
    return stat.isSubvolumeTop() && !stat.isMountRoot();
  }

  /** Into a filesystem that is walked too. */
  private boolean crosses(WalkedDirectory directory) {
    boolean parentElsewhere = (directory.parentTag() & ELSEWHERE) != 0;
    return nested
        && directory.isElsewhere()
        && (!parentElsewhere || directory.stat().isMountRoot());
  }

  private boolean timesTellChanges(WalkedDirectory directory) {
    ChangeTimes times = ChangeTimes.at(kernel, directory.path());
    return times.objection().isEmpty() && !times.lazy();
  }

  private int tag(int gaps, WalkedDirectory directory) {
    FileStat stat = directory.stat();
    // Programs can set the time of modification, but then the other one tells.
    boolean changed = stat.changeTime() >= since || stat.modifyTime() >= since;
    boolean boundary = directory.isElsewhere() && !nested;
    if (changed) {
      findings.add(
          directory.path(), boundary ? ATTRIBUTES_CHANGED : DIRECTORY_CHANGED, Reason.RECONCILED);
    }
    return gaps << GAPS | (directory.isElsewhere() ? ELSEWHERE : 0) | (changed ? NAMES_CHANGED : 0);
  }

  @Override
  public void child(WalkedDirectory directory, WalkedChild child) {
    if (!child.hasStat() || child.isDirectory()) {
      return;
    }
    remember(directory.tag() >>> GAPS);
    if (child.stat().changeTime() >= since) {
      findings.add(directory.path().child(child.name()), FILE_CHANGED, Reason.CHANGED);
    }
  }

  @Override
  public void failed(PathBytes path, int errno) {
    findings.add(path, WHOLE, Reason.UNREADABLE);
  }

  @Override
  public void completed(PathBytes path, long directories) {
    if (directories >= WORTH_NOTING) {
      findings.completed(path);
    }
  }
}
