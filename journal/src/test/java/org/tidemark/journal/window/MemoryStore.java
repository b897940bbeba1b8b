package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.RetentionCaps;
import org.tidemark.journal.store.RetentionResult;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/** A journal in memory with the rules of the seam. One thread. */
final class MemoryStore implements JournalStore, JournalReader {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private record Row(
      long sequence,
      int bits,
      long created,
      long subtree,
      long contents,
      Reason reason,
      String handle) {}

  private final TreeMap<PathBytes, TreeMap<PathBytes, Row>> rows = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Rename> renames = new ArrayList<>();
  private final Map<ConsumerName, ConsumerRow> consumers = new LinkedHashMap<>();
  private final Map<Long, WindowRow> windows = new TreeMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private long sequence;
  private long floor;
  long nowMillis = 1_000_000;

  void setFloor(long newFloor) {
    floor = newFloor;
  }

  @Override
  public String journalId() {
    return ID;
  }

  @Override
  public long lastSequence() {
    return sequence;
  }

  @Override
  public long floor() {
    return floor;
  }

  @Override
  public void append(Batch batch) throws StoreException {
    batch.writeTo(
        new ChangeAppender() {
          @Override
          public void change(
              PathBytes directory, byte[] name, int bits, Reason reason, byte[] handle) {
            upsert(directory, name, bits, reason, handle);
          }

          @Override
          public void renamed(PathBytes from, PathBytes to) {
            renames.add(new Rename(++sequence, from, to));
          }
        });
  }

  private void upsert(PathBytes directory, byte[] name, int bits, Reason reason, byte[] handle) {
    long now = ++sequence;
    PathBytes path = directory.child(name);
    TreeMap<PathBytes, Row> group = rows.computeIfAbsent(directory, key -> new TreeMap<>());
    Row old = group.getOrDefault(path, new Row(0, 0, 0, 0, 0, Reason.CHANGED, ""));
    boolean recreated =
        ChangeBits.has(bits, ChangeBits.CREATED)
            && ChangeBits.has(bits, ChangeBits.DIRECTORY)
            && ChangeBits.has(old.bits | bits, ChangeBits.REMOVED);
    boolean subtree = recreated || ChangeBits.has(bits, ChangeBits.SUBTREE);
    boolean contents = ChangeBits.has(bits, ChangeBits.CONTENTS);
    group.put(
        path,
        new Row(
            now,
            old.bits | bits,
            ChangeBits.has(bits, ChangeBits.CREATED) ? now : old.created,
            subtree ? now : old.subtree,
            contents ? now : old.contents,
            recreated ? Reason.RECREATED : subtree || contents ? reason : old.reason,
            handle == null ? old.handle : latin1(handle)));
  }

  private static String latin1(byte[] handle) {
    return new String(handle, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void changesAfter(long after, RowVisitor visitor) throws StoreException {
    for (var group : rows.entrySet()) {
      for (var entry : group.getValue().entrySet()) {
        Row row = entry.getValue();
        if (row.sequence > after) {
          visitor.row(
              group.getKey(),
              entry.getKey().name(),
              row.sequence,
              row.bits,
              row.created,
              row.subtree,
              row.contents,
              row.reason,
              row.handle.isEmpty() ? null : row.handle.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  @Override
  public long countAfter(long after, long limit) {
    return rows.values().stream()
        .flatMap(group -> group.values().stream())
        .filter(row -> row.sequence > after)
        .limit(limit)
        .count();
  }

  @Override
  public List<Gap> gapsAfter(long after) {
    return gaps.stream().filter(gap -> gap.endSequence() > after).toList();
  }

  @Override
  public List<Rename> renamesAfter(long after) {
    return renames.stream().filter(rename -> rename.sequence() > after).toList();
  }

  @Override
  public Gap openGap(PathBytes path, Reason reason) {
    Gap gap = new Gap(gaps.size() + 1, path, reason, ++sequence, Long.MAX_VALUE, nowMillis);
    gaps.add(gap);
    return gap;
  }

  @Override
  public void closeGap(PathBytes path, Reason reason) {
    gaps.replaceAll(
        gap ->
            gap.isOpen() && gap.path().equals(path) && gap.reason() == reason
                ? new Gap(
                    gap.id(), path, reason, gap.beginSequence(), ++sequence, gap.beginMillis())
                : gap);
  }

  @Override
  public void sync() {}

  @Override
  public Optional<ConsumerRow> consumer(ConsumerName name) {
    return Optional.ofNullable(consumers.get(name));
  }

  @Override
  public List<ConsumerRow> consumers() {
    return List.copyOf(consumers.values());
  }

  @Override
  public ConsumerRow addConsumer(ConsumerName name, List<PathBytes> paths, String destination) {
    ConsumerRow row =
        new ConsumerRow(
            consumers.size() + 1,
            name,
            paths,
            destination,
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            nowMillis);
    consumers.put(name, row);
    return row;
  }

  @Override
  public boolean forgetConsumer(ConsumerName name) {
    windows.values().removeIf(window -> window.consumer().equals(name));
    return consumers.remove(name) != null;
  }

  @Override
  public WindowRow addWindow(NewWindow window) {
    WindowRow row =
        new WindowRow(
            windows.size() + 1,
            window.consumer(),
            window.key(),
            window.asked(),
            window.level(),
            window.base(),
            window.end(),
            WindowState.OPEN,
            window.snapshot(),
            window.presentFrom(),
            window.presentTo(),
            0,
            nowMillis,
            nowMillis);
    windows.put(row.id(), row);
    return row;
  }

  @Override
  public Optional<WindowRow> window(long id) {
    return Optional.ofNullable(windows.get(id));
  }

  @Override
  public List<WindowRow> windows() {
    List<WindowRow> newestFirst = new ArrayList<>(windows.values());
    java.util.Collections.reverse(newestFirst);
    return newestFirst;
  }

  @Override
  public Optional<WindowRow> windowByKey(ConsumerName consumer, String key) {
    return windows().stream()
        .filter(row -> row.consumer().equals(consumer) && row.key().equals(key))
        .findFirst();
  }

  @Override
  public void markListed(long id, long entries) {
    put(id, WindowState.LISTED, entries);
  }

  private void put(long id, WindowState state, long entries) {
    WindowRow old = windows.get(id);
    windows.put(
        id,
        new WindowRow(
            id,
            old.consumer(),
            old.key(),
            old.asked(),
            old.level(),
            old.base(),
            old.end(),
            state,
            old.snapshot(),
            old.presentFrom(),
            old.presentTo(),
            entries,
            old.openedMillis(),
            nowMillis));
  }

  @Override
  public void commit(long id) {
    WindowRow window = windows.get(id);
    put(id, WindowState.COMMITTED, window.entries());
    ConsumerRow old = consumers.get(window.consumer());
    boolean full = window.level() == Level.FULL;
    consumers.put(
        old.name(),
        new ConsumerRow(
            old.id(),
            old.name(),
            old.paths(),
            old.destination(),
            full ? greater(old.fullBase(), window.end()) : old.fullBase(),
            greater(old.incrementalBase(), window.end()),
            false,
            nowMillis));
  }

  private static OptionalLong greater(OptionalLong base, long end) {
    return OptionalLong.of(Math.max(base.orElse(0), end));
  }

  @Override
  public void end(long id, WindowState state) {
    put(id, state, windows.get(id).entries());
  }

  @Override
  public Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  @Override
  public void putSetting(String key, String value) {
    settings.put(key, value);
  }

  @Override
  public void noteClock(long wallMillis) {}

  @Override
  public long sequenceAt(long wallMillis) {
    return 0;
  }

  @Override
  public Size size() {
    return new Size(countAfter(0, Long.MAX_VALUE), 0, 0);
  }

  @Override
  public RetentionResult retain(RetentionCaps caps, long now) {
    return new RetentionResult(0, List.of(), false);
  }

  @Override
  public JournalReader openReader() {
    return this;
  }

  @Override
  public void close() {}
}
