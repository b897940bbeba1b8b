package org.tidemark.journal.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.FilesystemKind;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.TreeWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkOutcome;
import org.tidemark.journal.walk.WalkRequest;

/**
 * Walks a tree and reports each name that is newer than the base and that no window from that base
 * would list. It reads; the daemon only has to empty its queue now and then. One thread.
 */
public final class Audit {
  private final Kernel kernel;
  private final AuditRequest request;
  private final Barrier barrier;
  private final AuditSink sink;
  private final WalkControl control;
  private final AuditTally tally = new AuditTally();

  /**
   * @param control by which others see how far it is, and may end it
   */
  public Audit(
      Kernel kernel, AuditRequest request, Barrier barrier, AuditSink sink, WalkControl control) {
    this.kernel = kernel;
    this.request = request;
    this.barrier = barrier;
    this.sink = sink;
    this.control = control;
  }

  /**
   * Whether the journal knows of the path.
   *
   * @throws TidemarkException if it is not watched, or excluded
   */
  public void check() throws TidemarkException {
    if (!rootOf(request.top()).covers(request.top())) {
      throw refused(request.top() + " is excluded: the journal knows nothing of it");
    }
  }

  /**
   * Returns when all was looked at.
   *
   * @throws TidemarkException if the path is not watched, or the journal or the daemon fails
   */
  public AuditReport run() throws TidemarkException {
    check();
    Root outer = rootOf(request.top());
    if (!request.base().full()) {
      barrier.pass();
      walk(outer, request.top());
      for (Root inner : rootsBelow(request.top())) {
        walk(inner, inner.path());
      }
      requireHistory();
    }
    return AuditReport.of(tally, control.directories(), control.names(), !control.isCancelled());
  }

  private Root rootOf(PathBytes path) throws TidemarkException {
    Root found = null;
    for (Root root : request.roots()) {
      boolean inner = found == null || root.path().length() > found.path().length();
      if (path.isUnder(root.path()) && inner) {
        found = root;
      }
    }
    if (found == null) {
      throw refused(path + " is not watched");
    }
    return found;
  }

  private TidemarkException refused(String message) {
    List<String> watched = request.roots().stream().map(root -> root.path().toString()).toList();
    return new TidemarkException(ExitCode.REFUSED, message, "watched are " + watched);
  }

  /** Roots inside others are trees of their own. */
  private List<Root> rootsBelow(PathBytes top) {
    return request.roots().stream()
        .filter(root -> root.path().isUnder(top) && !root.path().equals(top))
        .toList();
  }

  private void walk(Root root, PathBytes top) throws TidemarkException {
    Judgement judgement = new Judgement(request, root, sink, tally);
    SecondLook secondLook = new SecondLook(kernel, request, root, barrier, tally, judgement);
    LinkedNames linked = new LinkedNames(tally);
    ConcurrentLinkedQueue<Coverage> opened = new ConcurrentLinkedQueue<>();
    try {
      WalkOutcome outcome =
          TreeWalk.run(
              kernel,
              walkRequest(root, top),
              () -> visitor(root, secondLook, linked, opened),
              control);
      if (outcome.topErrno() != 0) {
        throw new TidemarkException(
            ExitCode.FAILED, "cannot walk " + top + ": " + Errno.describe(outcome.topErrno()), "");
      }
      secondLook.finish(linked);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof AuditFailure failure) {
        throw failure.why();
      }
      throw e;
    } catch (AuditFailure e) {
      throw e.why();
    } finally {
      close(opened);
    }
  }

  private AuditVisitor visitor(
      Root root,
      SecondLook secondLook,
      LinkedNames linked,
      ConcurrentLinkedQueue<Coverage> opened) {
    try {
      ChangeLookup lookup = ChangeLookup.open(request.state());
      Coverage coverage = new Coverage(lookup, request.base().sequence(), root.path());
      opened.add(coverage);
      return new AuditVisitor(request.newerThan(), coverage, secondLook, linked, sink, tally);
    } catch (StoreException e) {
      throw new AuditFailure(e);
    }
  }

  private static void close(ConcurrentLinkedQueue<Coverage> opened) throws StoreException {
    for (Coverage coverage : opened) {
      coverage.close();
    }
  }

  private WalkRequest walkRequest(Root root, PathBytes top) throws TidemarkException {
    List<PathBytes> leftOut = new ArrayList<>();
    rootsBelow(top).forEach(inner -> leftOut.add(inner.path()));
    try {
      for (MountTable.Mount mount : MountTable.read().below(top)) {
        if (!FilesystemKind.of(mount).canBeFollowed()) {
          leftOut.add(mount.place());
        }
      }
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.FAILED, String.valueOf(e.getMessage()), "", e);
    }
    return new WalkRequest(top, root.exclusions(), leftOut, root.nested(), request.threads(), -1);
  }

  /** What was forgotten while the walk went on would look like a miss. */
  private void requireHistory() throws TidemarkException {
    try (ChangeLookup lookup = ChangeLookup.open(request.state())) {
      if (lookup.floor() > request.base().sequence()) {
        throw new TidemarkException(
            ExitCode.FAILED,
            "the journal forgot what lies before position "
                + lookup.floor()
                + " while the audit went on: what was reported may be no miss",
            "audit from a later time, or raise max-age and keep");
      }
    }
  }
}
