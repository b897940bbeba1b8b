package org.tidemark.journal.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;

/**
 * Keeps the sources in step with what is mounted. Whatever may have been missed on the way is told
 * as a gap first, then followed again, then the gap ends; what cannot be followed stays an open
 * gap.
 *
 * <p>Ingest thread only.
 */
public final class SourceSet implements AutoCloseable {
  private final SourceChoice choice;
  private final SourceOpener opener;
  private final Listener listener;
  private final RootResolver resolver;
  private final FilesystemIdentity identity;
  private final FollowedSources sources;
  private final TroubledPlaces troubled;
  private final List<Root> roots;

  /** Where the filesystem of each root was mounted at first. */
  private final Map<PathBytes, PathBytes> homes = new HashMap<>();

  /** Tells each root's directory from another that takes its place. */
  private final Map<PathBytes, String> fingerprints = new HashMap<>();

  /** Tells the filesystem at each place from another that takes its place. */
  private final Map<PathBytes, String> identities = new HashMap<>();

  private final List<EventSource> ancestors = new ArrayList<>();
  private Territory territory = new Territory(new MountTable(List.of()), List.of());
  private boolean checkDue;

  /** What others must know of. Called on the ingest thread. */
  public interface Listener {
    /** The configured path of a root now leads elsewhere; the new root is in a gap already. */
    void rootMoved(Root old, Root now);

    /** Something else was done there with mounts; what must be is in a gap already. */
    default void mountsChanged(Set<PathBytes> places) {}

    /** A place cannot be followed; it is in an open gap. A root is told anew at each attempt. */
    default void problem(PathBytes place, String message) {}
  }

  public SourceSet(
      Kernel kernel,
      List<Root> roots,
      SourceChoice choice,
      EventSink sink,
      Drain drain,
      Listener listener) {
    this(kernel, roots, choice, sink, drain, listener, new InheritedMarks());
  }

  /**
   * @param inherited used at {@link #start} for filesystems that have one, in place of new marks
   */
  public SourceSet(
      Kernel kernel,
      List<Root> roots,
      SourceChoice choice,
      EventSink sink,
      Drain drain,
      Listener listener,
      InheritedMarks inherited) {
    this(kernel, roots, choice, sink, drain, listener, new KernelSources(kernel, inherited));
  }

  SourceSet(
      Kernel kernel,
      List<Root> roots,
      SourceChoice choice,
      EventSink sink,
      Drain drain,
      Listener listener,
      SourceOpener opener) {
    this.choice = choice;
    this.opener = opener;
    this.listener = listener;
    this.roots = new ArrayList<>(roots);
    this.resolver = new RootResolver(kernel);
    this.identity = new FilesystemIdentity(kernel);
    GapLedger ledger = new GapLedger(sink);
    this.sources = new FollowedSources(opener, choice, sink, drain, resolver::deviceOf, ledger);
    this.troubled = new TroubledPlaces(ledger);
  }

  /**
   * Finds the directory to which a configured path leads.
   *
   * @throws TidemarkException if it does not exist or is no directory
   */
  public static Root resolveRoot(
      Kernel kernel, PathBytes configured, boolean nested, Exclusions exclusions)
      throws TidemarkException {
    return new RootResolver(kernel).resolve(configured, nested, exclusions);
  }

  /**
   * Identity of the filesystem at a place: type and UUID, else type and fsid, else type and device.
   * Another one at the same place has another; the same one keeps it over reboots (a tmpfs and what
   * is known by its device number only as long as it is mounted).
   *
   * @throws IOException if mountinfo cannot be read or does not cover the place
   */
  public static String identity(Kernel kernel, PathBytes place) throws IOException {
    MountTable.Mount mount =
        MountTable.read()
            .covering(place)
            .orElseThrow(() -> new IOException("no mount covers " + place));
    return new FilesystemIdentity(kernel).of(mount, place);
  }

  /**
   * What the filesystem at a place counts itself; empty if it does not, or if its block device
   * cannot be read.
   *
   * @throws IOException if mountinfo cannot be read
   */
  public static Optional<Superblock> superblock(Kernel kernel, PathBytes place) throws IOException {
    Optional<MountTable.Mount> mount = MountTable.read().covering(place);
    return mount.flatMap(
        found -> new DeviceHead(kernel).of(found).flatMap(head -> Superblock.of(found, head)));
  }

  /** Identities of what is followed now, by the places where it is mounted. */
  public Map<PathBytes, String> followed() {
    Map<PathBytes, String> followed = new LinkedHashMap<>();
    for (TerritoryPart part : territory.parts()) {
      if (sources.follows(part)) {
        followed.put(part.place(), identities.getOrDefault(part.place(), ""));
      }
    }
    return followed;
  }

  /**
   * Begins to follow all roots. What happened before is none of its business.
   *
   * @throws TidemarkException if a root cannot be followed; nothing is open then
   */
  public void start() throws TidemarkException {
    try {
      startAll();
    } catch (KernelException e) {
      close();
      throw new TidemarkException(ExitCode.FAILED, "cannot watch: " + e.getMessage(), e.hint(), e);
    } catch (TidemarkException e) {
      close();
      throw e;
    }
  }

  /**
   * Places below nested roots at which a filesystem was mounted before: where none is now, its tree
   * is an open gap until it is back. To be called once, after {@link #start}.
   */
  public void expect(Set<PathBytes> places) {
    for (PathBytes place : places) {
      boolean ours = roots.stream().anyMatch(root -> root.nested() && place.isUnder(root.path()));
      if (ours && !isFollowedAt(place)) {
        troubled.open(place, Reason.NOT_MOUNTED);
        listener.problem(place, "what was mounted there is not mounted now");
      }
    }
  }

  private void startAll() throws TidemarkException, KernelException {
    MountTable table = readTable();
    for (Root root : roots) {
      adopt(root, table);
    }
    territory = Territory.of(table, roots);
    for (TerritoryPart part : territory.parts()) {
      refuseIfShared(part);
    }
    openAncestors();
    for (FollowedSources.Failure failure : sources.fit(territory, Set.of())) {
      if (failure.part().isRoot()) {
        throw cannotFollow(failure);
      }
      notFollowed(failure.part(), failure.cause().getMessage());
    }
    rememberIdentities();
  }

  private void adopt(Root root, MountTable table) throws KernelException {
    table.covering(root.path()).ifPresent(mount -> homes.put(root.path(), mount.place()));
    fingerprints.put(root.path(), resolver.fingerprint(root.path()));
  }

  private void refuseIfShared(TerritoryPart part) throws TidemarkException {
    FilesystemKind kind = part.kind();
    if (part.isRoot() && !kind.canBeFollowed()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "cannot watch " + part.place() + " (" + part.mount().type() + "): " + kind.refusal(),
          kind.hint());
    }
    tellIfShared(part);
  }

  private void tellIfShared(TerritoryPart part) {
    FilesystemKind kind = part.kind();
    if (!kind.canBeFollowed()) {
      notFollowed(part, part.mount().type() + ": " + kind.refusal());
    }
  }

  private void notFollowed(TerritoryPart part, String cause) {
    if (!troubled.has(part.place(), Reason.NOT_FOLLOWED)) {
      troubled.open(part.place(), Reason.NOT_FOLLOWED);
      listener.problem(part.place(), cause);
    }
  }

  private TidemarkException cannotFollow(FollowedSources.Failure failure) {
    String how = choice == SourceChoice.FANOTIFY ? " with fanotify: " : ": ";
    String hint = failure.cause().hint();
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot watch " + failure.part().place() + how + failure.cause().getMessage(),
        choice == SourceChoice.FANOTIFY && hint.isEmpty() ? "use --source auto" : hint,
        failure.cause());
  }

  private void rememberIdentities() {
    for (TerritoryPart part : territory.parts()) {
      identities.put(part.place(), identity.of(part.mount(), part.place()));
    }
  }

  private static MountTable readTable() {
    try {
      return MountTable.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- what lies above -------------------------------------------------------------------------

  /** The new watch stands before the old one goes. */
  private void openAncestors() throws KernelException {
    EventSource now = opener.ancestors(List.copyOf(roots), this::ancestorChanged);
    sources.begin(now);
    ancestors.forEach(sources::end);
    ancestors.clear();
    ancestors.add(now);
  }

  /** The sink knows already; closing and opening sources has to wait until decoding is over. */
  private void ancestorChanged(Root root) {
    checkDue |= roots.contains(root);
  }

  /**
   * Work that became due while a source was decoding. Called between two pieces, at least once a
   * second.
   */
  public void maintain() {
    if (checkDue) {
      check();
    }
  }

  // --- mounts ------------------------------------------------------------------------------------

  /** To be called when /proc/self/mountinfo changed. */
  public void mountsChanged() {
    fit(readTable(), Set.of());
  }

  /**
   * Looks after every mark and every root: to be called each minute and when a window opens, since
   * mountinfo may look the same after an unmount and a mount.
   */
  public void check() {
    checkDue = false;
    MountTable table = readTable();
    fit(table, Set.of());
    for (Root root : List.copyOf(roots)) {
      checkRoot(root);
    }
  }

  private void fit(MountTable table, Set<PathBytes> toReopen) {
    Territory now = Territory.of(table, roots, homes);
    Map<PathBytes, Reason> changes = new LinkedHashMap<>(now.changesSince(territory));
    sources.placesWithoutMark().forEach(at -> changes.putIfAbsent(at, Reason.MARK_LOST));
    changes.replaceAll((place, reason) -> isReplaced(now, place) ? replaced(reason) : reason);
    changes.forEach(troubled::open);
    territory = now;
    Set<PathBytes> reopen = new HashSet<>(changes.keySet());
    reopen.addAll(toReopen);
    for (FollowedSources.Failure failure : sources.fit(now, reopen)) {
      notFollowed(failure.part(), failure.cause().getMessage());
    }
    now.parts().forEach(this::tellIfShared);
    readoptMounted(changes.keySet());
    rememberIdentities();
    if (!changes.isEmpty()) {
      listener.mountsChanged(Set.copyOf(changes.keySet()));
    }
    sources.releaseRetired();
    troubled.closeWhere(this::isOver);
  }

  private boolean isReplaced(Territory now, PathBytes place) {
    String before = identities.get(place);
    return before != null
        && now.parts().stream()
            .filter(part -> part.place().equals(place))
            .anyMatch(part -> !identity.of(part.mount(), place).equals(before));
  }

  private static Reason replaced(Reason reason) {
    return reason == Reason.MOUNTED_OVER ? reason : Reason.FILESYSTEM_REPLACED;
  }

  /** A root on a filesystem that came anew is another directory, and that is told already. */
  private void readoptMounted(Set<PathBytes> changed) {
    for (TerritoryPart part : territory.parts()) {
      if (part.isRoot() && changed.contains(part.place())) {
        try {
          fingerprints.put(part.place(), resolver.fingerprint(part.place()));
        } catch (KernelException e) {
          troubled.open(part.place(), Reason.ROOT_MISSING);
        }
      }
    }
  }

  private boolean isOver(PathBytes place, Reason reason) {
    return switch (reason) {
      case ROOT_MISSING, ROOT_REPLACED, UNREADABLE -> false;
      case NOT_MOUNTED -> isMountedAt(place);
      case NOT_FOLLOWED -> !isUnfollowedAt(place);
      default -> !troubled.has(place, Reason.NOT_MOUNTED) && isCovered(place);
    };
  }

  private boolean isMountedAt(PathBytes place) {
    return territory.parts().stream().anyMatch(part -> part.place().equals(place));
  }

  private boolean isFollowedAt(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(part -> part.place().equals(place) && sources.follows(part));
  }

  /** True if something is mounted there of which nothing is heard. */
  private boolean isUnfollowedAt(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(part -> part.place().equals(place) && !sources.follows(part));
  }

  /** True if what is at the place now belongs to a part that is followed. */
  private boolean isCovered(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(
            part ->
                place.isUnder(part.place())
                    && part.hidden().stream().noneMatch(place::isUnder)
                    && sources.follows(part));
  }

  // --- roots -------------------------------------------------------------------------------------

  private void checkRoot(Root root) {
    if (territory.find(new TerritoryPart.Key(root.path(), root.path())).isEmpty()) {
      return;
    }
    try {
      PathBytes path = resolver.canonical(root.configured());
      if (path.equals(root.path())) {
        checkFingerprint(root, resolver.fingerprint(path));
      } else {
        move(root, new Root(root.configured(), path, root.nested(), root.exclusions()));
      }
    } catch (KernelException e) {
      boolean missing = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
      troubled.open(root.path(), missing ? Reason.ROOT_MISSING : Reason.UNREADABLE);
      listener.problem(root.path(), e.getMessage());
    }
  }

  private void checkFingerprint(Root root, String now) {
    if (!now.equals(fingerprints.put(root.path(), now))) {
      troubled.open(root.path(), Reason.ROOT_REPLACED);
      fit(readTable(), Set.of(root.path()));
      troubled.close(root.path(), Reason.ROOT_REPLACED);
    }
    troubled.close(root.path(), Reason.ROOT_MISSING);
    troubled.close(root.path(), Reason.UNREADABLE);
  }

  private void move(Root old, Root now) throws KernelException {
    MountTable table = readTable();
    adopt(now, table);
    roots.replaceAll(root -> root.equals(old) ? now : root);
    troubled.open(now.path(), Reason.ROOT_REPLACED);
    listener.rootMoved(old, now);
    territory = territory.without(old);
    openAncestors();
    fit(table, Set.of());
    troubled.close(now.path(), Reason.ROOT_REPLACED);
    troubled.closeWhere((place, reason) -> place.isUnder(old.path()) && !isWatched(place));
  }

  private boolean isWatched(PathBytes place) {
    return roots.stream().anyMatch(root -> place.isUnder(root.path()));
  }

  /** True if everything below a root is followed by what an earlier process had opened. */
  public boolean isTakenOver(Root root) {
    List<TerritoryPart> parts = partsOf(root);
    return !parts.isEmpty() && parts.stream().allMatch(sources::takenOver);
  }

  /**
   * What is followed below a root, and which directory it is, as a text to be compared: the same
   * text after a restart means that nothing came, went or was exchanged in between. Mounts are told
   * by what they show, since their ids differ between mount namespaces, and marks by the number
   * under which they are read. Empty if part of it is followed in a way that ends with this
   * process.
   */
  public Optional<String> situation(Root root) {
    List<TerritoryPart> parts = partsOf(root);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(fingerprints.getOrDefault(root.path(), ""));
    for (TerritoryPart part : parts) {
      Optional<Integer> number = sources.lastingNumber(part);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      text.append('\n').append(part.place()).append(' ').append(part.mount().device());
      text.append(' ').append(part.mount().root()).append(' ').append(number.get());
      part.hidden().forEach(place -> text.append(' ').append(place));
    }
    return Optional.of(text.toString());
  }

  private List<TerritoryPart> partsOf(Root root) {
    return territory.parts().stream()
        .filter(part -> part.root().path().equals(root.path()))
        .toList();
  }

  /** What {@code status} shows. */
  public List<EventSource.Description> descriptions() {
    List<EventSource.Description> all = new ArrayList<>(sources.descriptions(territory));
    ancestors.forEach(source -> all.add(source.description()));
    return all;
  }

  /**
   * The roots as they are now; they differ from the given ones after {@link Listener#rootMoved}.
   */
  public List<Root> roots() {
    return List.copyOf(roots);
  }

  @Override
  public void close() {
    ancestors.clear();
    sources.closeAll();
  }
}
