package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.lists.ListBuilder;
import org.tidemark.netbackup.lists.ListSettings;
import org.tidemark.netbackup.site.Installation;

/**
 * Opens windows and makes lists of them, on a thread of its own, so that a daemon that hangs does
 * not make a hook hang. It writes nothing: what comes too late is dropped, and the window that it
 * left is found by its key. Used by one thread.
 */
final class ListMaker {
  private static final long GAP_PAUSE_MILLIS = 1000;

  private final SocketJournalClient client;
  private final Workplace place;
  private final Kernel kernel;
  private final Optional<Since> adopted;
  private int attempts;

  /**
   * @param adopted since when lists count while there is no base
   */
  ListMaker(SocketJournalClient client, Workplace place, Kernel kernel, Optional<Since> adopted) {
    this.client = client;
    this.place = place;
    this.kernel = kernel;
    this.adopted = adopted;
  }

  /**
   * Makes a list; while a gap keeps it from being one, again and again until the deadline.
   *
   * @param manifests that are on it besides its own
   * @throws TidemarkException with FAILED if the deadline passed without any answer
   */
  MadeList make(Generation generation, List<PathBytes> manifests, Deadline deadline)
      throws TidemarkException {
    MadeList made = makeNow(generation, manifests, deadline);
    while (isGap(made) && deadline.left().toMillis() > GAP_PAUSE_MILLIS) {
      pause();
      made = makeNow(generation, manifests, deadline);
    }
    return made;
  }

  private static boolean isGap(MadeList made) {
    return made.list().refusal().map(BuiltList.Refusal::gap).orElse(false);
  }

  /** As {@link #make}, without waiting for gaps. */
  MadeList makeNow(Generation generation, List<PathBytes> manifests, Deadline deadline)
      throws TidemarkException {
    String key = generation.key() + "-" + attempts++;
    return within(deadline, () -> once(key, generation.number(), manifests));
  }

  private static void pause() throws TidemarkException {
    try {
      Thread.sleep(GAP_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted while waiting for a gap to be reconciled", e);
    }
  }

  private MadeList once(String key, long generation, List<PathBytes> manifests)
      throws TidemarkException, IOException {
    WindowInfo window = open(key);
    boolean kept = false;
    try {
      BuiltList list = build(window, generation, manifests);
      kept = list.refusal().isEmpty();
      return new MadeList(window.id(), list);
    } finally {
      if (!kept) {
        client.abort(window.id());
      }
    }
  }

  private WindowInfo open(String key) throws TidemarkException {
    return client.open(call(place.installation(), place.installation().level(), key));
  }

  static OpenCall call(Installation installation, Level level, String key) {
    return new OpenCall(
        installation.consumer(), level, key, installation.paths(), "", false, null, null);
  }

  private BuiltList build(WindowInfo window, long generation, List<PathBytes> manifests)
      throws TidemarkException, IOException {
    List<PathBytes> sentinels = new ArrayList<>(manifests);
    sentinels.add(place.manifest(window.id()));
    sentinels.add(Workplace.bytes(place.list(generation)));
    ListSettings settings = ListSettings.of(place.installation(), client.roots(), sentinels);
    try (StoredListReader changes = changes(window)) {
      return new ListBuilder(settings, kernel).build(changes);
    }
  }

  /** The first window after an adopted image ends where a full's would, but lists less. */
  private StoredListReader changes(WindowInfo window) throws TidemarkException, IOException {
    if (window.level() != Level.FULL || adopted.isEmpty()) {
      return client.list(window.id());
    }
    read(client, window.id());
    return client.changes(place.installation().paths(), adopted.get());
  }

  /** A window that was never listed cannot be committed. */
  static void read(SocketJournalClient client, long window) throws TidemarkException, IOException {
    try (StoredListReader list = client.list(window)) {
      while (list.next() != null) {}
    }
  }

  static <T> T within(Deadline deadline, Callable<T> work) throws TidemarkException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "list");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw failed("the deadline passed before the daemon had made a list", e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TidemarkException known) {
        throw known;
      }
      throw failed("no list could be made: " + e.getCause(), e.getCause());
    }
  }

  private static TidemarkException failed(String why, Throwable cause) {
    return new TidemarkException(
        ExitCode.FAILED, why, "'tidemark status' says what the daemon does.", cause);
  }
}
