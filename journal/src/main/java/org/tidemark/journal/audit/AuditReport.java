package org.tidemark.journal.audit;

/**
 * How an audit ended.
 *
 * @param directories that were read
 * @param names that were seen in them
 * @param byRow changed names with a row of their own, or directories whose names have rows
 * @param byContents changed names whose directory is compared
 * @param bySubtree changed names, and tops of trees that were not walked further, below a SUBTREE
 * @param byGap likewise, in a gap
 * @param links changed objects with several names, which count once
 * @param mapped files that were changed through a mapping that is still open, or a loop device:
 *     windows find them when they open
 * @param doubts changed names of which nobody can tell whether the journal should have them
 * @param unseen places that could not be read
 * @param complete false if the walk was ended early
 */
public record AuditReport(
    long directories,
    long names,
    long byRow,
    long byContents,
    long bySubtree,
    long byGap,
    long links,
    long mapped,
    long misses,
    long doubts,
    long unseen,
    boolean complete) {

  static AuditReport of(AuditTally tally, long directories, long names, boolean complete) {
    return new AuditReport(
        directories,
        names,
        tally.covered(Cover.ROW),
        tally.covered(Cover.CONTENTS),
        tally.covered(Cover.SUBTREE),
        tally.covered(Cover.GAP),
        tally.links.sum(),
        tally.mapped.sum(),
        tally.misses.sum(),
        tally.doubts.sum(),
        tally.unseen.sum(),
        complete);
  }
}
