package org.tidemark.rsync;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.client.ConsumerInfo;
import org.tidemark.journal.client.Interruption;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.list.StoredListWriter;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/** A daemon whose lists are written by the test; it keeps bases as the real one does. */
final class FakeJournal implements JournalClient {
  private static final long NO_BASE = 0;

  private final PathBytes root;
  private final List<Entry> entries = new ArrayList<>();
  private List<String> exclusions = List.of();
  private String journalId = "0123456789abcdef0123456789abcdef";
  private boolean nested;
  private boolean cutShort;
  private boolean commitFails;
  private Runnable onList = () -> {};
  private OpenCall call;
  private long base = NO_BASE;
  private long end = 100;
  private long windows;
  private final Map<String, Long> openByKey = new HashMap<>();
  private final List<String> log = new ArrayList<>();

  FakeJournal(PathBytes root) {
    this.root = root;
  }

  /** What the next list holds, unless it is a full one. */
  FakeJournal lists(Entry... next) {
    entries.clear();
    entries.addAll(Arrays.asList(next));
    return this;
  }

  FakeJournal excludes(String... patterns) {
    exclusions = List.of(patterns);
    return this;
  }

  FakeJournal nested() {
    nested = true;
    return this;
  }

  FakeJournal cutsListsShort() {
    cutShort = true;
    return this;
  }

  FakeJournal failsToCommit(boolean fails) {
    commitFails = fails;
    return this;
  }

  /** The daemon gave up a window that nobody came back for. */
  FakeJournal expiresWindows() {
    openByKey.clear();
    return this;
  }

  /** The database was lost: another history, no base. */
  FakeJournal isAnotherJournal() {
    journalId = "fedcba9876543210fedcba9876543210";
    return this;
  }

  FakeJournal baseIs(long sequence) {
    base = sequence;
    return this;
  }

  /** Happens while the list is made, so after it and before rsync runs. */
  FakeJournal whileListing(Runnable action) {
    onList = action;
    return this;
  }

  long base() {
    return base;
  }

  /** Of the window opened last. */
  long end() {
    return end;
  }

  /** Such as {@code open FULL}, {@code commit}, {@code abort}. */
  List<String> log() {
    return log;
  }

  OpenCall lastCall() {
    return call;
  }

  @Override
  public JsonObject status() {
    return new JsonObject();
  }

  @Override
  public List<RootInfo> roots() {
    return List.of(new RootInfo(root, nested, exclusions));
  }

  @Override
  public List<Interruption> interruptions() {
    return List.of();
  }

  @Override
  public WindowInfo open(OpenCall asked) {
    call = asked;
    log.add("open " + asked.level());
    Long kept = openByKey.get(asked.key());
    if (kept == null) {
      end += 10;
      windows++;
    }
    if (!asked.key().isEmpty()) {
      openByKey.put(asked.key(), windows);
    }
    return info(windows, "open");
  }

  private WindowInfo info(long window, String state) {
    Level level = level();
    return new WindowInfo(
        window, call.consumer().text(), "", call.level(), level, journalId, base, end, state, 0, 0);
  }

  private Level level() {
    return base == NO_BASE ? Level.FULL : call.level();
  }

  @Override
  public StoredListReader list(long window) throws TidemarkException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(bytes, window);
      onList.run();
      return new StoredListReader(new ByteArrayInputStream(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(ByteArrayOutputStream bytes, long window) throws IOException {
    PathBytes path = call.paths().get(0);
    Position from = new Position(journalId, level() == Level.FULL ? 0 : base);
    ListHeader header =
        new ListHeader(
            window,
            call.consumer().text(),
            call.level(),
            level(),
            from,
            new Position(journalId, end),
            call.paths(),
            List.of(),
            0);
    List<Entry> list =
        level() == Level.FULL ? List.of(Entry.of(EntryKind.SUBTREE, path, Reason.FULL)) : entries;
    try (StoredListWriter writer = new StoredListWriter(bytes, header)) {
      for (Entry entry : list) {
        writer.add(entry);
      }
      if (!cutShort) {
        writer.finish();
      }
    }
  }

  @Override
  public WindowInfo commit(long window) throws TidemarkException {
    if (commitFails) {
      throw Places.failed("the daemon went away", new IOException("broken pipe"));
    }
    log.add("commit");
    openByKey.clear();
    base = end;
    return info(window, "committed");
  }

  @Override
  public WindowInfo abort(long window) {
    log.add("abort");
    openByKey.clear();
    return info(window, "aborted");
  }

  @Override
  public Optional<WindowInfo> show(long window) {
    return Optional.empty();
  }

  @Override
  public List<ConsumerInfo> consumers() {
    if (base == NO_BASE) {
      return List.of();
    }
    String position = new Position(journalId, base).toString();
    return List.of(
        new ConsumerInfo(
            call.consumer().text(),
            call.paths(),
            call.destination(),
            position,
            position,
            false,
            0));
  }

  @Override
  public boolean forget(ConsumerName consumer) {
    log.add("forget");
    return call != null;
  }

  @Override
  public void close() {}
}
