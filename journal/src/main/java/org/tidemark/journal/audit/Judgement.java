package org.tidemark.journal.audit;

import java.time.Instant;
import org.tidemark.journal.audit.AuditSink.Evidence;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.store.StoreException;

/**
 * Decides whether a change that nothing covers is a miss, or may have a reason that no list needs
 * to know. One thread at a time.
 */
final class Judgement {
  private static final long FUTURE_NANOS = 2_000_000_000;

  private final AuditRequest request;
  private final Root root;
  private final AuditSink sink;
  private final AuditTally tally;

  Judgement(AuditRequest request, Root root, AuditSink sink, AuditTally tally) {
    this.request = request;
    this.root = root;
    this.sink = sink;
    this.tally = tally;
  }

  /** Tells the sink what the name is, by the newest of the journal. */
  void of(Seen seen, ChangeLookup lookup) throws StoreException {
    String excuse = excuse(seen, lookup);
    if (excuse.isEmpty()) {
      tally.misses.increment();
      sink.miss(evidence(seen, charge(seen)));
    } else {
      doubt(seen, excuse);
    }
  }

  void doubt(Seen seen, String excuse) {
    tally.doubts.increment();
    sink.doubt(evidence(seen, charge(seen) + "; but " + excuse));
  }

  private static Evidence evidence(Seen seen, String reason) {
    return new Evidence(
        seen.path(), seen.directory(), seen.changeTime(), seen.modifyTime(), reason);
  }

  /** Empty if nothing speaks for the journal. */
  private String excuse(Seen seen, ChangeLookup lookup) throws StoreException {
    if (seen.changeTime() > System.currentTimeMillis() * 1_000_000 + FUTURE_NANOS) {
      return "that time is yet to come: the clock was set";
    }
    // Anybody may set another mtime, but none that is later than the ctime comes from a write.
    boolean modified =
        seen.modifyTime() > request.newerThan() && seen.modifyTime() <= seen.changeTime();
    if (!modified && seen.accessSet()) {
      // utimensat(2) of the time of access alone sends IN_ACCESS, as each read does.
      return "only its time of access was set, which nobody is told";
    }
    if (!modified && !seen.directory() && request.timesSetBack()) {
      return "only its ctime moved: a program of time-resets-by may have set its times back";
    }
    if (seen.directory()) {
      return modified && mayHideNames(seen.path())
          ? "a name in it that is excluded may have come or gone"
          : "";
    }
    return !modified && lookup.someNameWent(request.base().sequence())
        ? "only its ctime moved: another name of it may have been removed"
        : "";
  }

  private boolean mayHideNames(PathBytes directory) {
    Exclusions exclusions = root.exclusions();
    return !exclusions.globs().isEmpty()
        || exclusions.paths().stream()
            .anyMatch(path -> !path.isRoot() && path.parent().equals(directory));
  }

  private String charge(Seen seen) {
    return "ctime "
        + instant(seen.changeTime())
        + " is newer than the base ("
        + Instant.ofEpochMilli(request.base().millis())
        + ", position "
        + request.base().sequence()
        + ") and no row, CONTENTS, SUBTREE or gap covers it"
        + (seen.directory() ? ", and no row says that a name in it came or went" : "");
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
