package org.tidemark.journal.control;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListWriter;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;
import org.tidemark.journal.window.OpenRequest;
import org.tidemark.journal.window.RefreshResult;
import org.tidemark.journal.window.WindowService;

/** Windows in memory; lists are what a test put into {@link #entries}. */
public final class FakeWindowService implements WindowService {
  private final Path folder;

  @GuardedBy("this")
  private final List<WindowRow> rows = new ArrayList<>();

  @GuardedBy("this")
  private final List<OpenRequest> requests = new ArrayList<>();

  @GuardedBy("this")
  private final List<Entry> entries = new ArrayList<>();

  @GuardedBy("this")
  private boolean cutShort;

  @GuardedBy("this")
  private RuntimeException bug;

  @GuardedBy("this")
  private String changesAsked = "";

  public FakeWindowService(Path folder) {
    this.folder = folder;
  }

  public synchronized void list(Entry entry) {
    entries.add(entry);
  }

  public synchronized void cutListsShort() {
    cutShort = true;
  }

  synchronized void failWith(RuntimeException unexpected) {
    bug = unexpected;
  }

  public synchronized List<OpenRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized String changesAsked() {
    return changesAsked;
  }

  @Override
  public synchronized WindowRow open(OpenRequest request) {
    requests.add(request);
    WindowRow row =
        row(rows.size() + 1L, request.consumer(), request.key(), request.level(), WindowState.OPEN);
    rows.add(row);
    return row;
  }

  private static WindowRow row(
      long id, ConsumerName consumer, String key, Level level, WindowState state) {
    return new WindowRow(
        id, consumer, key, level, Level.FULL, 0, 40, state, false, null, null, 3, 1000, 2000);
  }

  @Override
  public synchronized Path list(long window) throws TidemarkException {
    existing(window);
    return write(folder.resolve("window-" + window + ".list"), window);
  }

  @Override
  public synchronized Path changes(List<PathBytes> paths, long after) {
    changesAsked = paths + " after " + after;
    return write(folder.resolve("look-" + System.nanoTime() + ".list"), 0);
  }

  private synchronized Path write(Path file, long window) {
    Position base = new Position(FakeDaemon.JOURNAL, 0);
    Position end = new Position(FakeDaemon.JOURNAL, 40);
    ListHeader header =
        new ListHeader(window, "c", Level.FULL, Level.FULL, base, end, List.of(), List.of(), 1000);
    try (StoredListWriter writer = new StoredListWriter(Files.newOutputStream(file), header)) {
      for (Entry entry : entries) {
        writer.add(entry);
      }
      if (!cutShort) {
        writer.finish();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized WindowRow existing(long window) throws TidemarkException {
    return show(window)
        .orElseThrow(
            () ->
                new TidemarkException(ExitCode.REFUSED, "no window " + window, "Open one first."));
  }

  private synchronized WindowRow end(long window, WindowState state) throws TidemarkException {
    WindowRow old = existing(window);
    WindowRow ended = row(window, old.consumer(), old.key(), old.asked(), state);
    rows.set(rows.indexOf(old), ended);
    return ended;
  }

  @Override
  public WindowRow commit(long window) throws TidemarkException {
    return end(window, WindowState.COMMITTED);
  }

  @Override
  public WindowRow abort(long window) throws TidemarkException {
    return end(window, WindowState.ABORTED);
  }

  @Override
  public synchronized Optional<WindowRow> show(long window) {
    return rows.stream().filter(row -> row.id() == window).findFirst();
  }

  @Override
  public synchronized List<WindowRow> windows() {
    if (bug != null) {
      throw bug;
    }
    return List.copyOf(rows);
  }

  @Override
  public List<ConsumerRow> consumers() {
    return List.of(
        new ConsumerRow(
            1,
            new ConsumerName("rsync:mail"),
            List.of(PathBytes.ofLatin1("/srv/\u00ff\n")),
            "/backup",
            OptionalLong.of(7),
            OptionalLong.empty(),
            true,
            5000));
  }

  @Override
  public boolean forget(ConsumerName consumer) {
    return consumer.text().equals("rsync:mail");
  }

  @Override
  public RefreshResult refresh(long window, long beforeMillis) {
    return new RefreshResult(window, 1, List.of("/data/f: EPERM"));
  }

  @Override
  public void expire(long nowMillis) {
    throw new IllegalStateException("not asked for over the socket");
  }
}
