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
  /** What is there comes from a first copy of ours that did not end: it may be gone on with. */
  INTERRUPTED,
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
      ByteFiles.Occupancy occupancy,
      String boot) {
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
    if (adopt) {
      return UNPROVEN;
    }
    if (provenBy(evidence)) {
      return PROVEN;
    }
    return begunBy(evidence) ? INTERRUPTED : UNPROVEN;
  }

  /**
   * Refuses a mirror whose marker would not go back in time with it.
   *
   * @throws TidemarkException with REFUSED
   */
  static void refuseMountPoint(MirrorPlace place, Mirror mirror) throws TidemarkException {
    if (place.isMountPoint()) {
      throw refused(
          "the destination " + mirror + " is a mount point, and its marker on another filesystem",
          "Name a directory in it, as "
              + mirror
              + "/mirror: nobody would notice that its filesystem alone was put back in time.");
    }
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
    refuseSwapped(evidence);
    if (!evidence.destination().map(known.destination()::sameAs).orElse(false)) {
      throw refused(
          "the destination is not the directory of the last backup",
          "Is its disk mounted? If it was replaced on purpose, give --adopt.");
    }
  }

  /** The marker's random id tells mirrors apart also where nobody can look at the directory. */
  private static void refuseSwapped(Evidence evidence) throws TidemarkException {
    String then = evidence.remembered().map(Marker::id).orElse("");
    String now = evidence.marker().map(Marker::id).orElse("");
    if (!then.isEmpty() && !now.isEmpty() && !then.equals(now)) {
      throw refused(
          "the destination is another mirror than that of the last backup",
          "Is its disk mounted? If it was replaced on purpose, give --adopt.");
    }
    boolean blind = evidence.destination().equals(Optional.of(DirectoryIdentity.UNSEEN));
    if (blind && evidence.remembered().isPresent() && evidence.marker().isEmpty()) {
      throw refused(
          "the marker beside the destination is missing, and nothing else tells whose mirror it is",
          "Is the disk of the rsync daemon mounted? If all is right, give --adopt.");
    }
  }

  private static void refuseUnknownContent(Evidence evidence) throws TidemarkException {
    if (evidence.occupancy() == ByteFiles.Occupancy.OCCUPIED) {
      throw refused(
          "the destination is not empty, and no backup of this consumer made it",
          "Give --adopt to make it a mirror: what the source does not have is deleted there.");
    }
  }

  private static boolean begunBy(Evidence evidence) {
    Optional<Marker.Begun> begun = evidence.marker().flatMap(Marker::begun);
    return begun.isPresent()
        && !evidence.boot().isEmpty()
        && begun.get().boot().equals(evidence.boot())
        && evidence.marker().get().consumer().equals(evidence.consumer().text());
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
