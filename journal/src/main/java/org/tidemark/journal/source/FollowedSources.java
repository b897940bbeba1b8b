package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.EventSource.Description;

/**
 * The sources that are open, and what is done to make them fit a territory: one fanotify source for
 * each filesystem, or one inotify source for each place. Ingest thread only.
 */
final class FollowedSources {
  private final SourceOpener opener;
  private final SourceChoice choice;
  private final EventSink sink;
  private final Drain drain;
  private final FilesystemView.DeviceLookup lookup;
  private final GapLedger ledger;
  private final Map<String, FanotifySource> byDevice = new LinkedHashMap<>();
  private final Map<TerritoryPart.Key, EventSource> byPlace = new LinkedHashMap<>();

  private final Map<EventSource, TrackedSource> tracked = new HashMap<>();

  /** Under what number each was attached. */
  private final Map<EventSource, Integer> numbers = new HashMap<>();

  private final List<TrackedSource> retired = new ArrayList<>();

  /** Devices on which fanotify was tried in vain, with the reason. */
  private final Map<String, String> fallbacks = new LinkedHashMap<>();

  FollowedSources(
      SourceOpener opener,
      SourceChoice choice,
      EventSink sink,
      Drain drain,
      FilesystemView.DeviceLookup lookup,
      GapLedger ledger) {
    this.opener = opener;
    this.choice = choice;
    this.sink = sink;
    this.drain = drain;
    this.lookup = lookup;
    this.ledger = ledger;
  }

  /** A part of the territory that cannot be followed. */
  record Failure(TerritoryPart part, KernelException cause) {}

  /** Places whose filesystem mark is gone. */
  List<PathBytes> placesWithoutMark() {
    return byDevice.values().stream()
        .filter(source -> !source.markPresent())
        .flatMap(source -> source.view().places().stream())
        .toList();
  }

  /** True if a source is open for that part. */
  boolean follows(TerritoryPart part) {
    return byPlace.containsKey(part.key()) || markOf(part).isPresent();
  }

  /** True if the part's source was begun by an earlier process. */
  boolean takenOver(TerritoryPart part) {
    return markOf(part).filter(source -> source.formerNumber() > 0).isPresent();
  }

  /**
   * The number of the part's source, if a process that comes later can go on with it. A mark that
   * was set anew has another number.
   */
  Optional<Integer> lastingNumber(TerritoryPart part) {
    return markOf(part).filter(FanotifySource::canOutliveProcess).map(numbers::get);
  }

  private Optional<FanotifySource> markOf(TerritoryPart part) {
    return Optional.ofNullable(byDevice.get(part.mount().device()))
        .filter(source -> source.view().places().contains(part.place()));
  }

  /** Closes what no longer fits, opens what is missing, and tells what could not be opened. */
  List<Failure> fit(Territory territory, Set<PathBytes> changed) {
    fallbacks.keySet().retainAll(devicesOf(territory));
    Map<String, List<TerritoryPart>> wanted = byFanotify(territory);
    closeUnfit(wanted);
    List<Failure> failures = mountedFiles(territory);
    wanted.forEach((device, parts) -> fitFanotify(territory, parts, failures));
    fitInotify(territory, changed, failures);
    return failures;
  }

  /** A file can be mounted, too: events name directories, and none of them leads to it. */
  private List<Failure> mountedFiles(Territory territory) {
    List<Failure> failures = new ArrayList<>();
    for (TerritoryPart part : territory.parts()) {
      if (!isDirectory(part)) {
        String place = part.place().toString();
        failures.add(new Failure(part, new KernelException("open", place, Errno.ENOTDIR)));
      }
    }
    return failures;
  }

  private boolean isDirectory(TerritoryPart part) {
    return part.isRoot() || lookup.deviceOf(part.place()) != 0;
  }

  private static Set<String> devicesOf(Territory territory) {
    Set<String> devices = new HashSet<>();
    territory.parts().forEach(part -> devices.add(part.mount().device()));
    return devices;
  }

  private Map<String, List<TerritoryPart>> byFanotify(Territory territory) {
    Map<String, List<TerritoryPart>> wanted = new LinkedHashMap<>();
    for (TerritoryPart part : territory.parts()) {
      if (isForFanotify(part) && isDirectory(part)) {
        wanted.computeIfAbsent(part.mount().device(), any -> new ArrayList<>()).add(part);
      }
    }
    return wanted;
  }

  private boolean isForFanotify(TerritoryPart part) {
    boolean possible =
        part.kind() == FilesystemKind.LOCAL
            || (part.kind() == FilesystemKind.INOTIFY_ONLY && choice == SourceChoice.FANOTIFY);
    return possible
        && choice != SourceChoice.INOTIFY
        && !fallbacks.containsKey(part.mount().device());
  }

  private void closeUnfit(Map<String, List<TerritoryPart>> wanted) {
    byDevice
        .entrySet()
        .removeIf(
            entry -> {
              boolean fits = wanted.containsKey(entry.getKey()) && entry.getValue().markPresent();
              if (!fits) {
                end(entry.getValue());
              }
              return !fits;
            });
  }

  private void fitFanotify(Territory territory, List<TerritoryPart> parts, List<Failure> failures) {
    String device = parts.get(0).mount().device();
    Optional<FilesystemView> view = FilesystemView.of(territory.table(), parts, lookup);
    FanotifySource open = byDevice.get(device);
    if (view.isEmpty()) {
      fallbacks.put(device, "no mount of its top can be reached");
    } else if (open == null) {
      openFanotify(device, view.get(), parts, failures);
    } else if (!open.view().equals(view.get())) {
      open.remap(view.get());
    }
  }

  private void openFanotify(
      String device, FilesystemView view, List<TerritoryPart> parts, List<Failure> failures) {
    try {
      FanotifySource source = opener.fanotify(view);
      byDevice.put(device, source);
      begin(source);
    } catch (KernelException e) {
      if (choice == SourceChoice.FANOTIFY) {
        parts.forEach(part -> failures.add(new Failure(part, e)));
      } else {
        fallbacks.put(device, e.getMessage());
      }
    }
  }

  /** Attaches and starts a source; its gaps are looked after from then on. */
  void begin(EventSource source) {
    TrackedSource now = new TrackedSource(source, ledger);
    tracked.put(source, now);
    numbers.put(source, drain.attach(now));
    now.start(sink);
  }

  /** What it still holds in doubt stays so until {@link #releaseRetired}. */
  void end(EventSource source) {
    TrackedSource old = tracked.remove(source);
    numbers.remove(source);
    old.retire();
    drain.detach(old);
    retired.add(old);
  }

  /** Whatever took the place of closed sources follows, or has its own open gap. */
  void releaseRetired() {
    retired.forEach(TrackedSource::releaseGaps);
    retired.clear();
  }

  private void fitInotify(Territory territory, Set<PathBytes> changed, List<Failure> failures) {
    Map<TerritoryPart.Key, TerritoryPart> wanted = new LinkedHashMap<>();
    for (TerritoryPart part : territory.parts()) {
      boolean last = choice != SourceChoice.FANOTIFY && part.kind().canBeFollowed();
      if (last && !isForFanotify(part) && isDirectory(part)) {
        wanted.put(part.key(), part);
      }
    }
    closeInotify(key -> !wanted.containsKey(key) || changed.contains(key.place()));
    for (TerritoryPart part : wanted.values()) {
      if (!byPlace.containsKey(part.key())) {
        openInotify(part, failures);
      }
    }
  }

  private void closeInotify(Predicate<TerritoryPart.Key> unfit) {
    byPlace
        .entrySet()
        .removeIf(
            entry -> {
              boolean close = unfit.test(entry.getKey());
              if (close) {
                end(entry.getValue());
              }
              return close;
            });
  }

  private void openInotify(TerritoryPart part, List<Failure> failures) {
    try {
      EventSource source = opener.inotify(part.root(), part.place());
      byPlace.put(part.key(), source);
      begin(source);
    } catch (KernelException e) {
      failures.add(new Failure(part, e));
    }
  }

  List<Description> descriptions(Territory territory) {
    List<Description> all = new ArrayList<>();
    byDevice.values().forEach(source -> all.add(source.description()));
    byPlace.forEach((key, source) -> all.add(withNote(key, source.description(), territory)));
    return all;
  }

  private Description withNote(
      TerritoryPart.Key key, Description description, Territory territory) {
    Optional<String> why =
        territory.find(key).map(part -> fallbacks.getOrDefault(part.mount().device(), ""));
    return why.filter(text -> !text.isEmpty())
        .map(
            text ->
                new Description(
                    description.kind(),
                    description.place(),
                    description.filesystem(),
                    description.details() + "; fanotify does not work here: " + text))
        .orElse(description);
  }

  /** Gaps that are open stay open: nobody follows any more. */
  void closeAll() {
    tracked.values().forEach(drain::detach);
    tracked.clear();
    byDevice.clear();
    byPlace.clear();
  }
}
