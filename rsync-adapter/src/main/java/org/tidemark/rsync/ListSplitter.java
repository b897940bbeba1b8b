package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Sorts the entries of a list to the passes that will carry them out. Not thread-safe. */
final class ListSplitter {
  private static final int OF_NAMES = ChangeBits.CREATED | ChangeBits.MOVED_IN | ChangeBits.REMOVED;

  private final Scope scope;
  private final Removals removals;
  private final boolean sweeps;
  private final boolean emptyMirror;
  private final PassNames names;
  private final Map<EntryKind, Long> listed = new EnumMap<>(EntryKind.class);
  private final List<PathBytes> tooLong = new ArrayList<>();
  private final List<PathBytes> unavailable = new ArrayList<>();
  private byte[] lastSwept;
  private boolean everything;
  private boolean rootListed;
  private long otherNamesUnknown;
  private final Set<String> renewed = new HashSet<>();

  /**
   * @param sweeps whether a run before was cut short: what rsync then left beside the names that it
   *     copied goes with the comparing of their directories
   */
  ListSplitter(
      Scope scope, Removals removals, boolean sweeps, boolean emptyMirror, PassNames names) {
    this.scope = scope;
    this.removals = removals;
    this.sweeps = sweeps;
    this.emptyMirror = emptyMirror;
    this.names = names;
  }

  /**
   * Reads the list to its end.
   *
   * @throws IOException if it is cut short or names what it must not: nothing of it may be used
   */
  PassPlan split(StoredListReader list) throws IOException {
    everything = list.header().level() == Level.FULL;
    try (names) {
      for (Entry entry = list.next(); entry != null; entry = list.next()) {
        listed.merge(entry.kind(), 1L, Long::sum);
        take(entry);
      }
    }
    addMissing();
    return new PassPlan(
        passes(), names, Map.copyOf(listed), tooLong, unavailable, otherNamesUnknown, renewed);
  }

  /**
   * A full list does not name them. A run that is called complete would forget that the mirror
   * holds them, and the one after it would empty them.
   */
  private void addMissing() {
    for (PathBytes place : scope.missing()) {
      if (!unavailable.contains(place)) {
        unavailable.add(place);
      }
    }
  }

  private void take(Entry entry) throws IOException {
    if (!entry.path().isUnder(scope.source())) {
      takeAbove(entry);
    } else if (scope.isUnavailable(entry)) {
      unavailable.add(entry.path());
    } else if (scope.hidden().contains(entry.path())) {
      takeInside(Entry.of(EntryKind.OBJECT, entry.path(), entry.reason()));
    } else if (!scope.isHidden(entry.path()) && !scope.excludes(entry.path())) {
      takeInside(entry);
    }
  }

  /** A row of a directory above the source says something about the source only if it is a tree. */
  private void takeAbove(Entry entry) throws IOException {
    if (!scope.source().isUnder(entry.path())) {
      throw new IOException("the list names " + entry.path() + ", outside " + scope.source());
    }
    if (entry.kind() == EntryKind.REMOVED) {
      throw new IOException("the list says that " + entry.path() + " is gone, with the source");
    }
    everything |= entry.kind() == EntryKind.SUBTREE;
  }

  private void takeInside(Entry entry) throws IOException {
    byte[] relative = entry.path().relativeTo(scope.source());
    if (relative.length == 0) {
      takeRoot(entry);
    } else if (!Expressible.canExpress(relative)) {
      takeTooLong(entry);
    } else if (entry.kind() == EntryKind.REMOVED && removals == Removals.BY_DIRECTORY) {
      takeRemovedByDirectory(entry.path().parent());
    } else {
      names.add(passOf(entry), relative);
      if (sweeps && (entry.kind() == EntryKind.OBJECT || entry.kind() == EntryKind.REMOVED)) {
        sweep(entry.path().parent());
      }
      if (entry.links() > 1 && entry.linksKnown() < entry.links()) {
        takeOneOfUnknown(entry, relative);
      }
    }
  }

  private void takeOneOfUnknown(Entry entry, byte[] relative) {
    otherNamesUnknown++;
    boolean told = entry.reason() == Reason.CHANGED || entry.reason() == Reason.OTHER_LINK;
    if (!told || (entry.bits() & OF_NAMES) != 0) {
      renewed.add(new String(relative, StandardCharsets.ISO_8859_1));
    }
  }

  /** The directory is an object, too: its time changed when the name went. */
  private void takeRemovedByDirectory(PathBytes directory) throws IOException {
    byte[] relative = directory.relativeTo(scope.source());
    sweep(directory);
    rootListed |= relative.length == 0;
    if (relative.length > 0) {
      names.add(Pass.OBJECTS, relative);
    }
  }

  /** Many names of one directory follow each other: it is to be compared once. */
  private void sweep(PathBytes directory) throws IOException {
    byte[] relative = directory.relativeTo(scope.source());
    if (!Arrays.equals(relative, lastSwept)) {
      names.add(Pass.REMOVALS, relative);
      lastSwept = relative;
    }
  }

  private void takeRoot(Entry entry) throws IOException {
    switch (entry.kind()) {
      case REMOVED -> throw new IOException("the list says that the source itself is gone");
      case SUBTREE -> everything = true;
      case CONTENTS -> names.add(Pass.CONTENTS, new byte[0]);
      case OBJECT -> rootListed = true;
    }
  }

  private void takeTooLong(Entry entry) throws IOException {
    byte[] parent = Expressible.nearestParent(entry.path(), scope.source());
    tooLong.add(entry.path());
    if (entry.kind() != EntryKind.SUBTREE) {
      names.add(Pass.CONTENTS, parent);
    } else if (parent.length == 0) {
      everything = true;
    } else {
      names.add(Pass.DOUBTFUL_TREES, parent);
    }
  }

  private static Pass passOf(Entry entry) {
    return switch (entry.kind()) {
      case OBJECT ->
          entry.links() > 1 || entry.reason() == Reason.OTHER_LINK ? Pass.LINKS : Pass.OBJECTS;
      case REMOVED -> Pass.OBJECTS;
      case CONTENTS -> Pass.CONTENTS;
      case SUBTREE ->
          entry.reason().isGap() || entry.reason() == Reason.FULL
              ? Pass.DOUBTFUL_TREES
              : Pass.MOVED_TREES;
    };
  }

  /** One pass over everything makes the others needless. */
  private List<Pass> passes() {
    if (everything) {
      return List.of(emptyMirror ? Pass.COPY : Pass.COMPARE);
    }
    List<Pass> passes = new ArrayList<>();
    for (Pass pass : Pass.values()) {
      if (pass.isListed() && names.count(pass) > 0) {
        passes.add(pass);
      }
    }
    if (rootListed) {
      passes.add(Pass.ROOT);
    }
    return passes;
  }
}
