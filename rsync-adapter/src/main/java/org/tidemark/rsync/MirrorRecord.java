package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.points.Owner;

/**
 * What is known of a mirror from the marker beside it and from the state folder, and how both are
 * kept. For one run, by one thread.
 *
 * @param files of this machine, where the source is
 * @param id random name of the mirror; that which it has, or a new one
 */
record MirrorRecord(
    StateFolder folder,
    ByteFiles files,
    MirrorPlace place,
    BackupRequest request,
    Places places,
    MirrorTrust.Evidence evidence,
    String id) {

  static MirrorRecord read(
      StateFolder folder,
      ByteFiles files,
      MirrorPlace place,
      BackupRequest request,
      Places places,
      Watcher watcher)
      throws TidemarkException {
    Optional<Marker> marker = marker(place, places.mirror(), watcher);
    MirrorTrust.Evidence evidence =
        new MirrorTrust.Evidence(
            request.consumer(),
            marker,
            folder.remembered(request.consumer(), places.mirror()),
            places.identity(),
            place.identity(),
            place.occupancy(),
            place.boot());
    String known = evidence.known().map(Marker::id).orElse("");
    boolean keeps = !known.isEmpty() && !request.adopt() && !isEmptyAgain(evidence);
    String id = keeps ? known : UUID.randomUUID().toString();
    return new MirrorRecord(folder, files, place, request, places, evidence, id);
  }

  /** A complete mirror that is empty is copied anew, which is another first copy. */
  private static boolean isEmptyAgain(MirrorTrust.Evidence evidence) {
    return evidence.occupancy() != ByteFiles.Occupancy.OCCUPIED
        && evidence.known().map(marker -> marker.end() >= 0).orElse(false);
  }

  private static Optional<Marker> marker(MirrorPlace place, Mirror mirror, Watcher watcher)
      throws TidemarkException {
    try {
      return place.readMarker().map(Marker::parse);
    } catch (IllegalArgumentException e) {
      watcher.message(mirror.marker() + " is not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * How far the mirror can be built on.
   *
   * @throws TidemarkException with REFUSED where going on could destroy a mirror
   */
  MirrorTrust trust() throws TidemarkException {
    return MirrorTrust.of(evidence, request.adopt());
  }

  /** The last thing known: what the marker says, else what the state folder does. */
  Optional<Marker> known() {
    return evidence.known();
  }

  /** As whose a points folder is marked from this run on. */
  Owner owner() {
    return new Owner(id, places.mirror().path());
  }

  /** True if the list that this window gives is what the mirror lacks. */
  boolean isContinuedBy(ListHeader header) {
    return MirrorTrust.continues(
        evidence.marker().orElseThrow(), header.level(), header.base(), header.end());
  }

  /** True if a first copy that was interrupted can go on: its window is still the same. */
  boolean wasBegunIn(ListHeader header) {
    Marker marker = evidence.marker().orElseThrow();
    Position begun = new Position(marker.journalId(), marker.begun().orElseThrow().window());
    return header.end().equals(begun);
  }

  /**
   * Keeps that a mirror is about to be built, so that an interruption is known at the next run. The
   * marker comes first: what the state folder remembers must not lack its marker.
   *
   * @param first whether nothing but a first copy of ours is there
   */
  void begin(Scope scope, ListHeader header, boolean first) throws TidemarkException {
    if (place.occupancy() == ByteFiles.Occupancy.MISSING) {
      place.makeDirectory();
    }
    Position end = header.end();
    Optional<Marker.Begun> begun =
        first ? Optional.of(new Marker.Begun(end.sequence(), evidence.boot())) : Optional.empty();
    keep(marker(scope, first ? end.journalId() : "", -1, begun));
  }

  /**
   * Keeps which step touches the mirror from now on.
   *
   * @param step empty if none records what happens
   */
  void touchedBy(String step) throws TidemarkException {
    String before = evidence.marker().map(Marker::step).orElse("");
    if (step.isEmpty() && before.isEmpty()) {
      return;
    }
    Optional<Marker> marker = place.readMarker().map(Marker::parse);
    if (marker.isPresent() && !marker.get().step().equals(step)) {
      keep(marker.get().with(step));
    }
  }

  /**
   * Keeps that the mirror holds everything up to the end of this window.
   *
   * @param step that touched it last; empty if none recorded it
   * @return what is kept
   */
  Marker finish(Scope scope, ListHeader header, String step) throws TidemarkException {
    Position end = header.end();
    Marker marker = marker(scope, end.journalId(), end.sequence(), Optional.empty()).with(step);
    keep(marker);
    return marker;
  }

  private void keep(Marker marker) throws TidemarkException {
    place.writeMarker(marker.json());
    folder.remember(places.mirror(), marker);
  }

  private Marker marker(Scope scope, String journalId, long end, Optional<Marker.Begun> begun)
      throws TidemarkException {
    DirectoryIdentity mirror =
        place.identity().orElseThrow(() -> MirrorTrust.refused(places.mirror() + " is gone", ""));
    String consumer = request.consumer().text();
    return new Marker(
        consumer, journalId, end, places.identity(), mirror, mounts(scope), id, "", begun);
  }

  /** One that is missing is kept as it was: forgotten, the next run would empty its copy. */
  private List<Marker.Mount> mounts(Scope scope) throws TidemarkException {
    List<Marker.Mount> mounts = new ArrayList<>();
    known().map(Marker::mounts).orElse(List.of()).stream()
        .filter(mount -> scope.missing().contains(mount.path()))
        .forEach(mounts::add);
    for (PathBytes path : scope.mounted()) {
      if (!scope.missing().contains(path)) {
        files.identity(path).ifPresent(found -> mounts.add(new Marker.Mount(path, found)));
      }
    }
    return mounts;
  }
}
