package org.tidemark.journal.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
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
  private final RootDirectories roots;
  private final FollowedSources sources;
  private final FollowedTerritory territory;
  private final RootChecks checks;

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
    RootResolver resolver = new RootResolver(kernel);
    GapLedger ledger = new GapLedger(sink);
    TroubledPlaces troubled = new TroubledPlaces(ledger);
    FilesystemIdentity identity = new FilesystemIdentity(kernel);
    this.roots = new RootDirectories(resolver, roots);
    this.sources = new FollowedSources(opener, choice, sink, drain, resolver::deviceOf, ledger);
    this.territory =
        new FollowedTerritory(this.roots, choice, identity, sources, troubled, listener);
    this.checks =
        new RootChecks(this.roots, resolver, opener, sources, troubled, territory, listener);
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
    return territory.followed();
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

  private void startAll() throws TidemarkException, KernelException {
    MountTable table = FollowedTerritory.readTable();
    for (Root root : roots.all()) {
      territory.adopt(root, table);
    }
    territory.begin(table);
    checks.openAncestors();
    territory.followAll();
  }

  /**
   * Places below nested roots at which a filesystem was mounted before: where none is now, its tree
   * is an open gap until it is back. To be called once, after {@link #start}.
   */
  public void expect(Set<PathBytes> places) {
    territory.expect(places);
  }

  /**
   * Work that became due while a source was decoding. Called between two pieces, at least once a
   * second.
   */
  public void maintain() {
    if (checks.isDue()) {
      check();
    }
  }

  /** To be called when /proc/self/mountinfo changed. */
  public void mountsChanged() {
    territory.fit(FollowedTerritory.readTable(), Set.of());
  }

  /**
   * Looks after every mark and every root: to be called each minute and when a window opens, since
   * mountinfo may look the same after an unmount and a mount.
   */
  public void check() {
    checks.begin();
    mountsChanged();
    roots.all().forEach(checks::check);
  }

  /** True if everything below a root is followed by what an earlier process had opened. */
  public boolean isTakenOver(Root root) {
    List<TerritoryPart> parts = territory.partsOf(root);
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
    List<TerritoryPart> parts = territory.partsOf(root);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(roots.fingerprint(root));
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

  /** What {@code status} shows. */
  public List<EventSource.Description> descriptions() {
    List<EventSource.Description> all = new ArrayList<>(sources.descriptions(territory.now()));
    all.addAll(checks.descriptions());
    return all;
  }

  /**
   * The roots as they are now; they differ from the given ones after {@link Listener#rootMoved}.
   */
  public List<Root> roots() {
    return roots.all();
  }

  @Override
  public void close() {
    checks.close();
    sources.closeAll();
  }
}
