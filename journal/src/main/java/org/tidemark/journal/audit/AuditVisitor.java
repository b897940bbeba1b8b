package org.tidemark.journal.audit;

import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.walk.WalkVisitor;
import org.tidemark.journal.walk.WalkedChild;
import org.tidemark.journal.walk.WalkedDirectory;

/** Looks up whatever is newer than the base. Owned by one thread of the walk. */
final class AuditVisitor implements WalkVisitor {
  private final long newerThan;
  private final Coverage coverage;
  private final SecondLook secondLook;
  private final LinkedNames linked;
  private final AuditSink sink;
  private final AuditTally tally;

  AuditVisitor(
      long newerThan,
      Coverage coverage,
      SecondLook secondLook,
      LinkedNames linked,
      AuditSink sink,
      AuditTally tally) {
    this.newerThan = newerThan;
    this.coverage = coverage;
    this.secondLook = secondLook;
    this.linked = linked;
    this.sink = sink;
    this.tally = tally;
  }

  /** Directories are looked at when they are entered. */
  @Override
  public boolean wantsStat(int type) {
    return type != DirectoryEntries.TYPE_DIRECTORY;
  }

  /** What is compared as a whole can lack nothing. */
  @Override
  public int enter(WalkedDirectory directory) {
    if (directory.stat().changeTime() <= newerThan) {
      return 0;
    }
    return look(directory.path(), directory.stat()).holdsBelow() ? LEAVE_OUT : 0;
  }

  @Override
  public void child(WalkedDirectory directory, WalkedChild child) {
    if (child.hasStat() && !child.isDirectory() && child.stat().changeTime() > newerThan) {
      Cover unused = look(directory.path().child(child.name()), child.stat());
    }
  }

  private Cover look(PathBytes path, FileStat stat) {
    try {
      Seen seen = Seen.of(path, stat);
      Cover cover = coverage.of(path, seen.directory());
      boolean remembered = seen.hasOtherNames() && linked.add(seen, cover != Cover.NONE);
      if (cover != Cover.NONE) {
        tally.cover(cover);
      } else if (!remembered) {
        secondLook.add(path);
      }
      return cover;
    } catch (TidemarkException e) {
      throw new AuditFailure(e);
    }
  }

  @Override
  public void failed(PathBytes path, int errno) {
    tally.unseen.increment();
    sink.unseen(path, errno);
  }
}
