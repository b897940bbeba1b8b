package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Turns candidates, in tree order, into entries: each is looked up, and true is what the lookup
 * says. Only the ancestors that cover the present place are remembered, so memory does not grow
 * with the list. Owned by one thread, one list long.
 */
final class ListMaker {
  /** Parents of names that could not be looked at; beyond it whole trees are listed. */
  private static final int MAX_FAILURES = 10_000;

  private final ListScope scope;
  private final boolean oneTree;
  private final TreeLookup lookup;
  private final LivingObjects living;
  private final Facts facts;
  private final Notes notes;
  private final EntrySink main;
  private final MultiLinks links;
  private final TreeSet<PathBytes> failedIn = new TreeSet<>();

  /** Innermost first; more than one only where a root lies inside another. */
  private final Deque<Cover> covers = new ArrayDeque<>();

  /** The last tree that is not covered and in which all names were met; null if there is none. */
  private @Nullable PathBytes deepElsewhere;

  /** An entry that speaks for all that lies below it in its root. */
  private record Cover(PathBytes top, boolean removed) {}

  /** Where entries go. */
  interface EntrySink {
    void add(Entry entry) throws IOException;
  }

  ListMaker(
      ListScope scope,
      TreeLookup lookup,
      HandleNames handles,
      Facts facts,
      MultiLinks links,
      Notes notes,
      EntrySink main) {
    this.links = links;
    this.scope = scope;
    oneTree = scope.wholeTrees().size() == 1;
    this.lookup = lookup;
    living = new LivingObjects(scope, lookup, handles, links, this::listedAtOnce);
    this.facts = facts;
    this.notes = notes;
    this.main = main;
  }

  /** Files with several names, and those found by handle: they come behind the main part. */
  MultiLinks links() {
    return links;
  }

  /** Names found by handle, as they are listed; some may be on the main part too. */
  NavigableSet<PathBytes> moved() {
    return living.moved();
  }

  /** Directories in which names could not be looked at. */
  NavigableSet<PathBytes> failedIn() {
    return failedIn;
  }

  /** A whole tree, as a FULL lists it. */
  void addWhole(PathBytes path) throws IOException {
    Place place = lookup.find(path);
    if (place.isFound() && !lookup.stat().isDirectory()) {
      object(Candidate.forced(path, Reason.FULL), lookup.stat());
    } else {
      emit(EntryKind.SUBTREE, path, place.isFound() ? Reason.FULL : Reason.ROOT_MISSING, 0);
    }
  }

  /** Takes the next candidate, and what was seen at it if that is known already. */
  void add(Sight sight) throws IOException {
    PathBytes path = sight.candidate().path();
    while (!covers.isEmpty() && !path.isUnder(covers.peek().top())) {
      covers.pop();
    }
    if (!covers.isEmpty() && scope.reaches(covers.peek().top(), path)) {
      followCovered(sight, covers.peek());
      return;
    }
    if (scope.excluded(path)) {
      excluded(sight);
      return;
    }
    if (scope.pathOf(path) == null) {
      elsewhere(sight);
      return;
    }
    sight.lookUp(lookup);
    facts.around(sight.around());
    judge(sight.candidate(), sight.place(), sight.stat());
  }

  /** False if what is known now says that nobody needs to look at this one, which comes later. */
  boolean wants(Candidate later) {
    Cover cover = covers.peek();
    return cover == null
        || !scope.reaches(cover.top(), later.path())
        || !(cover.removed() || comparesAll(cover));
  }

  /**
   * True if all that the window covers is compared anyway: no other tree has names of its files.
   */
  private boolean comparesAll(Cover cover) {
    return oneTree && cover.top().equals(scope.pathOf(cover.top()));
  }

  /**
   * What lies below a listed tree is in it; but the write may have gone to a file that has other
   * names elsewhere. Where all that is covered is compared anyway, they are found there.
   */
  private void followCovered(Sight sight, Cover cover) throws IOException {
    if (comparesAll(cover)) {
      return;
    }
    Candidate candidate = sight.candidate();
    if (!cover.removed() && found(sight)) {
      FileStat stat = sight.stat();
      if (!stat.isDirectory() && stat.links() > 1) {
        wantNames(stat);
      }
      // The tree that is there now may be another than the one that was written to.
      living.follow(candidate, stat.inode());
    } else {
      living.follow(candidate, 0);
    }
  }

  private boolean found(Sight sight) {
    sight.lookUp(lookup);
    return sight.place().isFound();
  }

  /** The write may have gone through an excluded name of a file that has others. */
  private void excluded(Sight sight) {
    FileStat stat = sight.stat();
    if (found(sight) && !stat.isDirectory() && stat.links() > 1) {
      wantNames(stat);
    }
  }

  /** The same of a name that the list does not cover, and of what such a row speaks for. */
  private void elsewhere(Sight sight) throws IOException {
    Candidate candidate = sight.candidate();
    FileStat stat = sight.stat();
    if (!found(sight)) {
      living.follow(candidate, 0);
      return;
    }
    if (!stat.isDirectory() && stat.links() > 1) {
      wantNames(stat);
    }
    living.follow(candidate, stat.inode());
    boolean met = deepElsewhere != null && candidate.path().isUnder(deepElsewhere);
    if (stat.isDirectory() && !met && (candidate.subtree() || candidate.contents())) {
      deepElsewhere = candidate.subtree() ? candidate.path() : deepElsewhere;
      facts.elsewhere(candidate.path(), candidate.subtree());
    }
  }

  /** If there is no room, the list says so, and covers everything. */
  private void wantNames(FileStat stat) {
    boolean unused = links.want(stat);
  }

  private void judge(Candidate candidate, Place place, FileStat stat) throws IOException {
    PathBytes covered = scope.pathOf(candidate.path());
    boolean aboveScope = !place.at().isUnder(covered);
    switch (place.outcome()) {
      case FOUND -> found(candidate, place, stat);
      case MISSING -> missing(candidate, place.at(), covered);
      case NOT_DIRECTORY -> notDirectory(candidate, place.at(), covered);
      case OUTSIDE -> cover(place.at(), false);
      case MOUNTED_OVER ->
          subtree(aboveScope ? covered : place.at(), Reason.MOUNTED_OVER, candidate.bits());
      case NO_ROOT -> subtree(covered, Reason.ROOT_MISSING, 0);
      case FAILED -> failed(candidate, place, aboveScope ? covered : place.at());
    }
  }

  private void found(Candidate candidate, Place place, FileStat stat) throws IOException {
    PathBytes path = candidate.path();
    // Also of a name that was never seen to change hands: that may be longer ago than the journal.
    living.follow(candidate, stat.inode());
    if (!stat.isDirectory()) {
      object(candidate, stat);
      cover(path, false);
      facts.exists(candidate, stat);
      return;
    }
    boolean otherDevice = place.device() != 0 && stat.device() != place.device();
    boolean subvolume = otherDevice && stat.isSubvolumeTop() && !stat.isMountRoot();
    boolean wanted = candidate.subtree() || (subvolume && candidate.created());
    boolean otherRoot = otherDevice && !lookup.nested(path);
    facts.exists(candidate, stat);
    if (otherRoot) {
      boundary(candidate, subvolume);
    } else if (wanted) {
      wholeTree(candidate, subvolume ? Reason.SUBVOLUME : candidate.subtreeReason());
    } else if (candidate.contents()) {
      emit(EntryKind.CONTENTS, path, candidate.contentsReason(), candidate.bits());
      facts.contents(path, candidate.contentsReason().text());
    } else {
      emit(EntryKind.OBJECT, path, Reason.CHANGED, candidate.bits());
    }
  }

  /** Another filesystem begins here: the directory itself, and nothing below it. */
  private void boundary(Candidate candidate, boolean subvolume) throws IOException {
    if (candidate.subtree() && !subvolume) {
      subtree(candidate.path(), Reason.MOUNTED_OVER, candidate.bits());
    } else {
      emit(EntryKind.OBJECT, candidate.path(), Reason.CHANGED, candidate.bits());
      cover(candidate.path(), false);
    }
  }

  private void wholeTree(Candidate candidate, Reason reason) throws IOException {
    emit(EntryKind.SUBTREE, candidate.path(), reason, candidate.bits());
    cover(candidate.path(), false);
    if (reason.isGap()) {
      facts.unknown(candidate.path(), reason.text());
    } else {
      facts.subtree(candidate.path(), reason.text());
    }
  }

  private void missing(Candidate candidate, PathBytes at, PathBytes covered) throws IOException {
    if (!at.isUnder(covered) || at.equals(covered)) {
      subtree(covered, Reason.ROOT_MISSING, candidate.bits());
    } else if (candidate.forced() && hidden(candidate.reason())) {
      subtree(candidate.path(), candidate.reason(), 0);
    } else {
      emit(
          EntryKind.REMOVED,
          at,
          Reason.REMOVED,
          at.equals(candidate.path()) ? candidate.bits() : 0);
      cover(at, true);
      facts.removed(at);
      living.follow(candidate, 0);
    }
  }

  /** What is missing because its filesystem is not at its place was not removed. */
  private static boolean hidden(Reason reason) {
    return switch (reason) {
      case NOT_MOUNTED,
          MOUNT_CHANGED,
          MOUNTED_OVER,
          MARK_LOST,
          ROOT_MISSING,
          ROOT_REPLACED,
          FILESYSTEM_REPLACED ->
          true;
      default -> false;
    };
  }

  private void notDirectory(Candidate candidate, PathBytes at, PathBytes covered)
      throws IOException {
    if (!at.isUnder(covered)) {
      subtree(covered, Reason.ROOT_MISSING, 0);
      return;
    }
    Candidate stub = new Candidate(at, 0, false, false, false, Reason.CHANGED, "");
    judge(stub, lookup.find(at), lookup.stat());
    cover(at, true);
    living.follow(candidate, 0);
  }

  /** Nothing may be concluded from an error; least of all that something is gone. */
  private void failed(Candidate candidate, Place place, PathBytes at) throws IOException {
    notes.failed(place.at(), place.errno());
    boolean nameOnly = at.equals(candidate.path()) && !candidate.subtree();
    PathBytes parent = at.parent();
    if (nameOnly && scope.pathOf(parent) != null && failedIn.size() < MAX_FAILURES) {
      failedIn.add(parent);
      facts.unknown(at, Reason.LOOKUP_FAILED.text());
    } else {
      Reason reason = candidate.reason().isGap() ? candidate.reason() : Reason.LOOKUP_FAILED;
      subtree(nameOnly && scope.pathOf(parent) != null ? parent : at, reason, candidate.bits());
    }
  }

  private void object(Candidate candidate, FileStat stat) throws IOException {
    Reason reason = candidate.forced() ? candidate.reason() : Reason.CHANGED;
    PathBytes listed = scope.presentation().listed(candidate.path());
    int bits = candidate.bits() | special(stat);
    if (stat.links() > 1 && links.add(listed, reason, bits, stat)) {
      return;
    }
    int known = stat.links() > 1 ? 0 : stat.links();
    main.add(new Entry(EntryKind.OBJECT, listed, reason, stat.links(), known, bits));
  }

  /** Products that would read a whole disk, or cannot save a socket, are told. */
  private static int special(FileStat stat) {
    if (stat.isBlockDevice()) {
      return ChangeBits.BLOCK_DEVICE;
    }
    return stat.isSocket() ? ChangeBits.SOCKET : 0;
  }

  /** A name found by handle that is not held back. */
  private void listedAtOnce(PathBytes path) throws IOException {
    emit(EntryKind.OBJECT, path, Reason.CHANGED, 0);
    facts.alsoListed(path);
  }

  /** For trees of which nobody can say what happened in them. */
  private void subtree(PathBytes path, Reason reason, int bits) throws IOException {
    emit(EntryKind.SUBTREE, path, reason, bits);
    cover(path, false);
    facts.unknown(path, reason.text());
  }

  private void emit(EntryKind kind, PathBytes path, Reason reason, int bits) throws IOException {
    main.add(new Entry(kind, scope.presentation().listed(path), reason, 0, 0, bits));
  }

  private void cover(PathBytes path, boolean removed) {
    covers.push(new Cover(path, removed));
  }
}
