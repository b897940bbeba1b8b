package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileHandles;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSource.Description;

/**
 * Opens the sources of one root just as the daemon does, says what came of it, and closes them
 * again. Whatever it says is therefore what the daemon would get with the same privileges.
 *
 * <p>One thread at a time.
 */
public final class SourceProbe {
  private static final int LARGEST_HANDLE = 136;

  private final Kernel kernel;
  private final List<FanotifyFlags> granted = new ArrayList<>();
  private final List<EventSource> opened = new ArrayList<>();

  public SourceProbe(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * What came of it.
   *
   * @param sources that would follow the root, with the reason where it is not fanotify
   * @param refusals places below the root, or the root itself, that cannot be followed
   * @param granted which newer flags the kernel took; empty without fanotify
   */
  public record Outcome(
      List<Description> sources, List<Refusal> refusals, List<FanotifyFlags> granted) {
    public Outcome {
      sources = List.copyOf(sources);
      refusals = List.copyOf(refusals);
      granted = List.copyOf(granted);
    }
  }

  /**
   * A place that cannot be followed.
   *
   * @param hint what to do about it; empty if nothing is known
   */
  public record Refusal(PathBytes place, String why, String hint) {}

  /** Tries the root with that choice; nothing stays open. */
  public Outcome look(MountTable table, Root root, SourceChoice choice) {
    Territory territory = Territory.of(table, List.of(root));
    List<Refusal> refusals = new ArrayList<>(refusedKinds(territory));
    RootResolver resolver = new RootResolver(kernel);
    FollowedSources sources =
        new FollowedSources(
            new Opener(),
            choice,
            new Nobody(),
            new Closer(),
            resolver::deviceOf,
            new GapLedger(new Nobody()));
    try {
      for (FollowedSources.Failure failure : sources.fit(territory, Set.of())) {
        KernelException cause = failure.cause();
        refusals.add(new Refusal(failure.part().place(), cause.getMessage(), cause.hint()));
      }
      return new Outcome(sources.descriptions(territory), refusals, granted);
    } finally {
      opened.forEach(EventSource::close);
      opened.clear();
    }
  }

  private static List<Refusal> refusedKinds(Territory territory) {
    return territory.parts().stream()
        .filter(part -> !part.kind().canBeFollowed())
        .map(
            part ->
                new Refusal(
                    part.place(),
                    part.mount().type() + ": " + part.kind().refusal(),
                    part.kind().hint()))
        .toList();
  }

  /**
   * True if a cgroup has a memory limit, to which unread events are charged.
   *
   * @param membership the text of /proc/self/cgroup
   */
  public static boolean queueIsLimited(String membership, MountTable mounts) {
    return CgroupMemory.isLimited(membership, mounts);
  }

  /**
   * The smallest memory limit of a process's cgroup and those around it, in bytes; empty if there
   * is none, or if its size cannot be found out.
   *
   * @param membership the text of /proc/PID/cgroup
   */
  public static OptionalLong memoryLimit(String membership, MountTable mounts) {
    return CgroupMemory.smallest(membership, mounts);
  }

  /**
   * Takes a directory's handle and finds the directory again by it, as decoding an event does.
   *
   * @throws KernelException naming the call that failed
   */
  public void tryHandles(MountTable table, PathBytes directory) throws KernelException {
    byte[] name = directory.bytes();
    byte[] handle = new byte[LARGEST_HANDLE];
    int taken = kernel.nameToHandle(Kernel.AT_FDCWD, name, handle, new int[1], 0);
    int unused = Errno.check("name_to_handle_at", name, taken);
    int mount = Errno.check("open", name, openMount(table, directory));
    try {
      byte[] exact = FileHandles.split(handle).get(0);
      int object = kernel.openByHandle(mount, exact, 0, exact.length, Flags.O_PATH);
      kernel.close(Errno.check("open_by_handle_at", name, object));
    } finally {
      kernel.close(mount);
    }
  }

  private int openMount(MountTable table, PathBytes directory) {
    return table
        .covering(directory)
        .flatMap(mount -> MountAccess.to(table, mount.device()))
        .map(access -> access.open(kernel))
        .orElse(-Errno.ENOENT);
  }

  /** The usual sources, remembered so that they can be closed. */
  private final class Opener implements SourceOpener {
    private final KernelSources usual = new KernelSources(kernel);

    @Override
    public FanotifySource fanotify(FilesystemView view) throws KernelException {
      FanotifySource source = usual.fanotify(view);
      granted.add(source.flags());
      return source;
    }

    @Override
    public EventSource inotify(Root root, PathBytes place) throws KernelException {
      return usual.inotify(root, place);
    }

    @Override
    public EventSource ancestors(List<Root> roots, Consumer<Root> changed) throws KernelException {
      return usual.ancestors(roots, changed);
    }
  }

  /** Nobody reads what is opened here. */
  private final class Closer implements Drain {
    @Override
    public int attach(EventSource source) {
      opened.add(source);
      return opened.size();
    }

    @Override
    public void detach(EventSource source) {}
  }

  /** Nobody is told what happens meanwhile. */
  private static final class Nobody implements EventSink {
    @Override
    public void event(
        EventSource source,
        int directory,
        byte[] buffer,
        int nameOffset,
        int nameLength,
        int bits,
        int handleOffset,
        int handleLength) {}

    @Override
    public void change(PathBytes path, int bits, Reason reason) {}

    @Override
    public void renamed(PathBytes from, PathBytes to) {}

    @Override
    public void gapOpened(PathBytes path, Reason reason) {}

    @Override
    public void gapClosed(PathBytes path, Reason reason) {}
  }
}
