package org.tidemark.journal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** A store in scratch folders, with a clock and a boot that the test moves. One thread. */
final class StoreFixture implements AutoCloseable, InstantSource {
  static final ConsumerName CONSUMER = new ConsumerName("nightly");
  static final RetentionCaps NO_CAPS = new RetentionCaps(Long.MAX_VALUE / 4, Long.MAX_VALUE, 0, 0);

  private final Path scratch;
  private final List<JournalStore> left = new ArrayList<>();
  private int life;
  private long millis = 1_800_000_000_000L;
  private String bootId = "boot-1";
  Path state;
  Path run;
  SqliteJournalStore store;

  StoreFixture(Path scratch) {
    this.scratch = scratch;
    this.state = scratch.resolve("state");
    this.run = scratch.resolve("run");
  }

  SqliteJournalStore open() throws StoreException {
    store = SqliteJournalStore.open(state, run, this, bootId);
    return store;
  }

  SqliteJournalStore reopen() throws StoreException {
    store.close();
    return open();
  }

  /** What kill -9 leaves: the files as they are in the page cache, and no mark of a stop. */
  SqliteJournalStore killAndReopen() throws StoreException {
    kill();
    return open();
  }

  void kill() {
    left.add(store);
    life++;
    state = copied(state, "state-" + life);
    run = copied(run, "run-" + life);
  }

  /** The run folder is on a tmpfs, so a reboot empties it. */
  void reboot() {
    bootId = "boot-after-" + bootId;
    run = scratch.resolve("run-of-" + bootId);
  }

  Path copied(Path folder, String name) {
    Path copy = scratch.resolve(name);
    try (Stream<Path> files = Files.list(folder)) {
      Files.createDirectories(copy);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith("-shm")) {
          Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets time pass. */
  void pass(long moreMillis) {
    millis += moreMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  static byte[] name(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static PathBytes path(String latin1) {
    return PathBytes.ofLatin1(latin1);
  }

  /** One change in a batch of its own; gives its sequence number. */
  long change(String path, int bits) throws StoreException {
    return change(path, bits, Reason.CHANGED);
  }

  long change(String path, int bits, Reason reason) throws StoreException {
    PathBytes changed = path(path);
    store.append(out -> out.change(changed.parent(), changed.name(), bits, reason, null));
    return store.lastSequence();
  }

  /** Many distinct files in one batch. */
  long fill(String directory, int files) throws StoreException {
    store.append(
        out -> {
          for (int file = 0; file < files; file++) {
            out.change(path(directory), name("file-" + file), 2, Reason.CHANGED, null);
          }
        });
    return store.lastSequence();
  }

  WindowRow addWindow(ConsumerName consumer, Level level, long base, long end)
      throws StoreException {
    if (store.consumer(consumer).isEmpty()) {
      store.addConsumer(consumer, List.of(), "");
    }
    return store.addWindow(
        new JournalStore.NewWindow(consumer, "", level, level, base, end, false, null, null));
  }

  /** A row as a reader hands it over. */
  record Row(
      PathBytes directory,
      String name,
      long sequence,
      int bits,
      long created,
      long subtree,
      long contents,
      Reason reason,
      String handle) {
    PathBytes path() {
      return directory.child(StoreFixture.name(name));
    }
  }

  List<Row> rowsAfter(long after) throws StoreException {
    List<Row> rows = new ArrayList<>();
    try (JournalReader reader = store.openReader()) {
      reader.changesAfter(after, adding(rows));
    }
    return rows;
  }

  /** The same, read in one of the two ways, whichever would cost less. */
  List<Row> rowsAfter(long after, boolean inOrder) throws StoreException {
    List<Row> rows = new ArrayList<>();
    try (Database database = Database.reader(state.resolve("journal.db"))) {
      database.read(
          "reading changes",
          () -> {
            ChangeRows.visit(database, after, inOrder, adding(rows));
            return null;
          });
    }
    return rows;
  }

  private static JournalReader.RowVisitor adding(List<Row> rows) {
    return (directory, name, sequence, bits, created, subtree, contents, reason, handle) ->
        rows.add(
            new Row(
                directory,
                new String(name, StandardCharsets.ISO_8859_1),
                sequence,
                bits,
                created,
                subtree,
                contents,
                reason,
                handle == null ? "" : HexFormat.of().formatHex(handle)));
  }

  List<String> pathsAfter(long after) throws StoreException {
    return rowsAfter(after).stream().map(row -> row.path().toString()).toList();
  }

  /** All slices of retention; the consumers that it made stale. */
  List<ConsumerName> retainAll(RetentionCaps caps) throws StoreException {
    List<ConsumerName> stale = new ArrayList<>();
    RetentionResult result;
    do {
      result = store.retain(caps, millis);
      stale.addAll(result.madeStale());
    } while (result.more());
    return stale;
  }

  /** Pages of the database's file that hold nothing. */
  long unusedPages() throws Exception {
    try (Database database = Database.reader(state.resolve("journal.db"))) {
      return database.number("PRAGMA freelist_count");
    }
  }

  @Override
  public void close() throws StoreException {
    if (store != null) {
      store.close();
    }
    for (JournalStore killed : left) {
      killed.close();
    }
  }
}
