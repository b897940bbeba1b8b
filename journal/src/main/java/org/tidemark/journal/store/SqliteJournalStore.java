package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/**
 * The journal in {@code STATE/journal.db}. Belongs to one thread, the ingest thread; {@link
 * #openReader}, {@link #journalId}, {@link #start} and {@link #soundness} may be called from any.
 *
 * <p>After an exception nothing of that call is in the database, the numbers that it took are
 * spent, and the store can be used on as soon as the cause (a full disk, say) is gone.
 */
public final class SqliteJournalStore implements JournalStore {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Opening.Parts parts;
  private final InstantSource clock;
  private final String bootId;
  private final String journalId;
  private final Database database;
  private final JournalState state;
  private final Transactions transactions;
  private final ChangeTable changes;
  private final StoredGaps gaps;
  private final ConsumerWindows windows;
  private final ClockTable clockTable;
  private final LinkTable links;
  private final Retention retention;
  private final WitnessTable witnesses;
  private boolean closed;

  private SqliteJournalStore(Opening.Parts parts, InstantSource clock, String bootId)
      throws SQLException {
    this.parts = parts;
    this.clock = clock;
    this.bootId = bootId;
    this.database = parts.database();
    this.state = parts.state();
    this.journalId = state.journalId();
    DirectoryIds directories = new DirectoryIds(database);
    this.transactions =
        new Transactions(database, state, directories, parts.bootMark(), parts.checkpoints());
    this.changes = new ChangeTable(database, state, directories);
    this.clockTable = new ClockTable(database);
    this.witnesses = new WitnessTable(database, transactions, bootId);
    this.links = new LinkTable(database, state);
    ReconcileTable reconcile = new ReconcileTable(database);
    this.gaps = new StoredGaps(database, transactions, state, clock, reconcile, links);
    ConsumerTable consumers = new ConsumerTable(database);
    this.windows =
        new ConsumerWindows(database, transactions, state, parts.stateMark(), clock, consumers);
    OldRows oldRows = new OldRows(database, directories, clockTable, reconcile, links);
    this.retention =
        new Retention(
            database, transactions, state, consumers, clockTable, oldRows, parts.checkpoints());
  }

  /**
   * Loads the driver, which takes a while; its native library only where it lies ready, since the
   * folder into which it would be unpacked depends on the state. Any thread.
   */
  public static void load() {
    SqliteLibrary.load();
  }

  /**
   * Opens the journal of a state folder, or makes one.
   *
   * @param stateDir made with mode 0700 if it is missing
   * @param runDir a folder of this state folder alone, on a filesystem that a reboot empties; it
   *     must outlive the daemon's stop, or an old copy of the database is not recognised
   * @throws StoreException if another daemon has it, or if it is no journal that we can use; its
   *     files are then as they were
   */
  public static SqliteJournalStore open(Path stateDir, Path runDir) throws StoreException {
    try {
      return open(stateDir, runDir, InstantSource.system(), Files.readString(BOOT_ID).strip());
    } catch (IOException e) {
      throw StoreErrors.io("reading", BOOT_ID, e);
    }
  }

  static SqliteJournalStore open(Path stateDir, Path runDir, InstantSource clock, String bootId)
      throws StoreException {
    Opening opening = new Opening(stateDir.toAbsolutePath(), runDir, clock, bootId);
    Opening.Parts parts = opening.open();
    boolean done = false;
    try {
      SqliteJournalStore store =
          parts
              .database()
              .read("opening the database", () -> new SqliteJournalStore(parts, clock, bootId));
      done = true;
      return store;
    } finally {
      if (!done) {
        parts.close();
      }
    }
  }

  /** What was found at the opening. */
  public StartReport start() {
    return parts.start();
  }

  /** True if this journal is new although the state folder knows of another: that one is lost. */
  public boolean replacesLost() {
    return start().newJournal() && !start().restoredCopy() && parts.stateMark().knewAnother();
  }

  /** An earlier, damaged database that is kept for the operator. Any thread. */
  public Optional<Path> setAside() {
    try {
      return SetAside.newest(parts.file().getParent());
    } catch (IOException e) {
      // A folder that cannot be read is told by whatever else is done in it.
      return Optional.empty();
    }
  }

  /** Whether the database can be believed. */
  public Soundness soundness() {
    return parts.soundness();
  }

  @Override
  public String journalId() {
    return journalId;
  }

  @Override
  public long lastSequence() {
    return state.lastSequence();
  }

  @Override
  public long floor() {
    return state.floor();
  }

  @Override
  public void append(Batch batch) throws StoreException {
    transactions.run(
        "recording changes",
        () -> {
          changes.begin();
          batch.writeTo(changes);
          changes.finish();
          return null;
        });
  }

  @Override
  public void writeLinks(LinkBatch batch) throws StoreException {
    transactions.run(
        "keeping the names of linked files",
        () -> {
          batch.writeTo(links);
          return null;
        });
  }

  @Override
  public void onLinkKeys(LinkReader.KeyVisitor visitor) {
    links.tellKeysTo(visitor);
  }

  @Override
  public Gap openGap(PathBytes path, Reason reason) throws StoreException {
    return openGap(path, reason, clock.millis());
  }

  @Override
  public Gap openGap(PathBytes path, Reason reason, long beginMillis) throws StoreException {
    return gaps.open(path, reason, beginMillis);
  }

  @Override
  public void vouch(long wallMillis) {
    state.vouch(wallMillis);
  }

  @Override
  public long vouchedMillis() {
    return state.vouchedMillis();
  }

  @Override
  public void noteReconciled(List<Long> ids, PathBytes path) throws StoreException {
    gaps.noteReconciled(ids, path);
  }

  @Override
  public void endReconcile(List<Long> ids) throws StoreException {
    gaps.endReconcile(ids);
  }

  @Override
  public void closeGap(PathBytes path, Reason reason) throws StoreException {
    gaps.close(path, reason);
  }

  @Override
  public void sync() throws StoreException {
    // The journal's own row is written in each transaction, so there is a commit to sync.
    transactions.synced("syncing", () -> null);
  }

  @Override
  public List<ConsumerRow> consumers() throws StoreException {
    return windows.consumers();
  }

  @Override
  public Optional<ConsumerRow> consumer(ConsumerName name) throws StoreException {
    return windows.consumer(name);
  }

  @Override
  public ConsumerRow addConsumer(ConsumerName name, List<PathBytes> paths, String destination)
      throws StoreException {
    return windows.addConsumer(name, paths, destination);
  }

  @Override
  public boolean forgetConsumer(ConsumerName name) throws StoreException {
    return windows.forgetConsumer(name);
  }

  @Override
  public WindowRow addWindow(NewWindow window) throws StoreException {
    return windows.addWindow(window);
  }

  @Override
  public Optional<WindowRow> window(long id) throws StoreException {
    return windows.window(id);
  }

  @Override
  public Optional<WindowRow> windowByKey(ConsumerName consumer, String key) throws StoreException {
    return windows.windowByKey(consumer, key);
  }

  @Override
  public List<WindowRow> keyedNotAfter(ConsumerName consumer, long notAfterMillis)
      throws StoreException {
    return windows.keyedNotAfter(consumer, notAfterMillis);
  }

  @Override
  public void markListed(long id, long entries) throws StoreException {
    windows.markListed(id, entries);
  }

  @Override
  public void commit(long id) throws TidemarkException {
    windows.commit(id);
  }

  @Override
  public void end(long id, WindowState ended) throws StoreException {
    windows.end(id, ended);
  }

  @Override
  public Optional<String> setting(String key) throws StoreException {
    return database.read(
        "reading a setting",
        () ->
            database.first(
                row -> row.getString(1), "SELECT value FROM setting WHERE key = ?", key));
  }

  @Override
  public void putSetting(String key, String value) throws StoreException {
    transactions.synced(
        "writing a setting",
        () -> database.update("INSERT OR REPLACE INTO setting VALUES (?, ?)", key, value));
  }

  @Override
  public void noteClock(long wallMillis) throws StoreException {
    if (!clockTable.wants(state.lastSequence(), wallMillis)) {
      return;
    }
    transactions.run(
        "noting the clock",
        () -> {
          clockTable.note(state.lastSequence(), wallMillis);
          return null;
        });
  }

  @Override
  public RetentionResult retain(RetentionCaps caps, long nowMillis) throws StoreException {
    return retention.slice(caps, nowMillis);
  }

  @Override
  public long repeatSince(long wallMillis) throws StoreException {
    return transactions.synced(
        "repeating changes",
        () -> {
          long after = clockTable.sequenceAt(wallMillis, clock.millis());
          return (long) changes.repeat(Math.max(after, state.floor()));
        });
  }

  @Override
  public WitnessLog witnesses() {
    return witnesses;
  }

  @Override
  public JournalReader openReader() throws StoreException {
    Database reader = Database.reader(parts.file());
    reader.onDamage(soundness()::damaged);
    return new SqliteJournalReader(reader, journalId, clock);
  }

  @Override
  public void close() throws StoreException {
    if (closed) {
      return;
    }
    closed = true;
    try (parts) {
      markCleanStop(parts.bootMark(), parts.stateMark());
    } catch (IOException e) {
      throw StoreErrors.io("marking the stop in", parts.file().getParent(), e);
    }
  }

  /**
   * Ends without the mark of a clean stop: something that happened before is not in the journal.
   */
  public void closeUnclean() throws StoreException {
    if (!closed) {
      closed = true;
      parts.close();
    }
  }

  private void markCleanStop(BootMark bootMark, StateMark stateMark)
      throws IOException, StoreException {
    String token = Opening.newToken();
    List<String> both = List.of(state.token(), token);
    bootMark.note(bootId, both);
    stateMark.note(both);
    state.stopped(token);
    transactions.synced("marking the stop", () -> null);
    stateMark.note(List.of(token));
    bootMark.note(bootId, List.of(token));
  }
}
