package org.tidemark.journal.restore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/**
 * The manifests that are replayed: the newest full and what was listed after it in the same
 * journal, in the order of their ends, without a hole between them.
 *
 * @param replayed the full first; it says nothing itself
 * @param notes for people
 * @param vouched false if the restored tree has manifests from before the full, or if the full was
 *     no full to the product: then it was laid over older backups, and what went between them is
 *     not known; or if a backup in it is not restored or said that something was wrong with it
 */
record ManifestChain(List<FoundManifest> replayed, List<String> notes, boolean vouched) {
  private static final Comparator<FoundManifest> BY_TIME =
      Comparator.<FoundManifest>comparingLong(each -> each.header().madeMillis())
          .thenComparingLong(each -> each.header().end());

  ManifestChain {
    replayed = List.copyOf(replayed);
    notes = List.copyOf(notes);
  }

  /**
   * @param found of one consumer or of several
   * @param inTree whether they are what was restored, and not all that there ever were
   * @throws TidemarkException with REFUSED if they are no chain
   */
  static ManifestChain of(List<FoundManifest> found, RestoreRequest request, boolean inTree)
      throws TidemarkException {
    List<FoundManifest> usable = distinct(found.stream().filter(each -> wanted(each, request)));
    refuseSeveralConsumers(usable);
    Optional<FoundManifest> newest = newestFull(usable);
    List<String> notes = new ArrayList<>();
    if (newest.isEmpty()) {
      refuseUnlessAccepted(request, "no manifest of a full was found");
    }
    FoundManifest first = newest.orElseGet(() -> usable.stream().min(BY_TIME).orElseThrow());
    List<FoundManifest> chain = new ArrayList<>(List.of(first));
    usable.stream()
        .filter(each -> follows(each, first))
        .sorted(FoundManifest.BY_END)
        .forEach(chain::add);
    refuseHoles(chain, request, notes);
    refuseOtherJournals(usable, first, request);
    List<String> doubts = inTree ? olderBackups(usable, chain, first) : List.of();
    notes.addAll(doubts);
    notes.addAll(raised(first));
    return new ManifestChain(chain, notes, doubts.isEmpty() && !first.header().isRaised());
  }

  /** Only times tell which journal is the newest. */
  private static Optional<FoundManifest> newestFull(List<FoundManifest> usable) {
    List<FoundManifest> fulls =
        usable.stream().filter(each -> each.header().level() == Level.FULL).toList();
    return fulls.stream()
        .max(BY_TIME)
        .flatMap(
            latest -> fulls.stream().filter(latest::isOfSameJournal).max(FoundManifest.BY_END));
  }

  /** The same, not vouched for if there are any. */
  ManifestChain withDoubts(List<String> doubts) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(doubts);
    return new ManifestChain(replayed, all, vouched && doubts.isEmpty());
  }

  private static List<String> olderBackups(
      List<FoundManifest> usable, List<FoundManifest> chain, FoundManifest first) {
    boolean before =
        usable.stream().anyMatch(each -> !chain.contains(each) && each.isBefore(first));
    return before
        ? List.of(
            "the full of "
                + first.place()
                + " was laid over older backups: what was removed between them is not known")
        : List.of();
  }

  /** The product built on a backup that no manifest speaks of, and laid this one over it. */
  private static List<String> raised(FoundManifest first) {
    return first.header().isRaised()
        ? List.of(
            first.place()
                + " begins the chain, and is no full of the product: what was removed between the"
                + " product's own full and that list is not known, and trees that were moved in"
                + " that time may be missing if the product looked for changes by times")
        : List.of();
  }

  private static boolean wanted(FoundManifest each, RestoreRequest request) {
    boolean consumer =
        request.consumer() == null || request.consumer().equals(each.header().consumer());
    boolean early =
        request.until() == null || each.header().madeMillis() <= request.until().toEpochMilli();
    return consumer && early;
  }

  private static List<FoundManifest> distinct(Stream<FoundManifest> found) {
    List<FoundManifest> kept = new ArrayList<>();
    found.filter(each -> kept.stream().noneMatch(each::isSameWindow)).forEach(kept::add);
    return kept;
  }

  private static boolean follows(FoundManifest each, FoundManifest first) {
    return each.isOfSameJournal(first)
        && each.header().level() != Level.FULL
        && first.isBefore(each);
  }

  private static void refuseSeveralConsumers(List<FoundManifest> usable) throws TidemarkException {
    TreeSet<String> consumers =
        usable.stream()
            .map(each -> each.header().consumer())
            .collect(Collectors.toCollection(TreeSet::new));
    if (consumers.size() > 1) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "restore-clean: there are manifests of several consumers: " + consumers,
          "Name the one whose backups were restored with --consumer; run it once for each.");
    }
  }

  private static void refuseHoles(
      List<FoundManifest> chain, RestoreRequest request, List<String> notes)
      throws TidemarkException {
    long covered = chain.get(0).header().end();
    for (FoundManifest each : chain) {
      if (!each.isSameWindow(chain.get(0)) && each.header().base() > covered) {
        String hole =
            "a manifest is missing: nothing tells what changed between "
                + covered
                + " and "
                + each.header().base()
                + ", where "
                + each.place()
                + " begins";
        refuseUnlessAccepted(request, hole);
        notes.add(hole);
      }
      covered = Math.max(covered, each.header().end());
    }
  }

  /** Sequence numbers of two journals cannot be compared. */
  private static void refuseOtherJournals(
      List<FoundManifest> usable, FoundManifest first, RestoreRequest request)
      throws TidemarkException {
    Optional<FoundManifest> other =
        usable.stream()
            .filter(each -> !each.header().journal().equals(first.header().journal()))
            .filter(each -> BY_TIME.compare(each, first) > 0)
            .findFirst();
    if (other.isPresent()) {
      refuseUnlessAccepted(
          request,
          other.get().place()
              + " belongs to another journal than the newest full, "
              + first.place()
              + ", and was made after it");
    }
  }

  private static void refuseUnlessAccepted(RestoreRequest request, String what)
      throws TidemarkException {
    if (!request.acceptHoles()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "restore-clean: " + what + "; nothing was removed",
          "Put the missing manifests into a folder and name it with --manifests;"
              + " --accept-holes goes on with what is there.");
    }
  }
}
