package org.tidemark.rsync;

import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;

/** How far the mirror can be built on. */
enum MirrorTrust {
  /** Nothing is there yet: everything is copied. */
  EMPTY,
  /** Something is there, but nobody vouches for it: everything is compared byte by byte. */
  UNPROVEN,
  /** The marker says what it holds: a list is enough. */
  PROVEN;

  /**
   * What is known before a run.
   *
   * @param marker what lies beside the mirror
   * @param remembered what the state folder knows of this consumer and destination
   * @param destination empty where there is no directory yet
   */
  record Evidence(
      ConsumerName consumer,
      Optional<Marker> marker,
      Optional<Marker> remembered,
      DirectoryIdentity source,
      Optional<DirectoryIdentity> destination,
      ByteFiles.Occupancy occupancy) {
    Optional<Marker> known() {
      return marker.or(() -> remembered);
    }
  }

  /**
   * Decides from what is known.
   *
   * @param adopt the operator vouches for source and destination being the right ones
   * @throws TidemarkException with REFUSED where going on could destroy a mirror
   */
  static MirrorTrust of(Evidence evidence, boolean adopt) throws TidemarkException {
    if (evidence.occupancy() == ByteFiles.Occupancy.NOT_A_DIRECTORY) {
      throw refused("the destination is not a directory", "Name a directory.");
    }
    if (!adopt) {
      refuseStrangers(evidence);
    }
    if (evidence.occupancy() != ByteFiles.Occupancy.OCCUPIED) {
      return EMPTY;
    }
    return !adopt && provenBy(evidence) ? PROVEN : UNPROVEN;
  }

  private static void refuseStrangers(Evidence evidence) throws TidemarkException {
    if (evidence.known().isEmpty()) {
      refuseUnknownContent(evidence);
      return;
    }
    Marker known = evidence.known().get();
    if (!known.source().sameAs(evidence.source())) {
      throw refused(
          "the source is not the directory of the last backup (now "
              + evidence.source().text()
              + ", then "
              + known.source().text()
              + ")",
          "Is its filesystem mounted? If it was replaced on purpose, give --adopt: all is compared.");
    }
    if (!evidence.destination().map(known.destination()::sameAs).orElse(false)) {
      throw refused(
          "the destination is not the directory of the last backup",
          "Is its disk mounted? If it was replaced on purpose, give --adopt.");
    }
  }

  private static void refuseUnknownContent(Evidence evidence) throws TidemarkException {
    if (evidence.occupancy() == ByteFiles.Occupancy.OCCUPIED) {
      throw refused(
          "the destination is not empty, and no backup of this consumer made it",
          "Give --adopt to make it a mirror: what the source does not have is deleted there.");
    }
  }

  private static boolean provenBy(Evidence evidence) {
    return evidence.marker().isPresent()
        && evidence.marker().get().end() >= 0
        && evidence.marker().get().consumer().equals(evidence.consumer().text());
  }

  /** True if the list, which begins at {@code base}, continues what the marker says. */
  static boolean continues(Marker marker, Level level, Position base, Position end) {
    if (!marker.journalId().equals(base.journalId())) {
      return false;
    }
    // A cumulative list begins at the last full, which a mirror kept by incrementals has passed.
    return level == Level.CUMULATIVE
        ? marker.end() >= base.sequence() && marker.end() <= end.sequence()
        : marker.end() == base.sequence();
  }

  static TidemarkException refused(String message, String hint) {
    return new TidemarkException(ExitCode.REFUSED, message, hint);
  }
}
