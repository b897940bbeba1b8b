package org.tidemark.journal.store;

import static org.tidemark.journal.model.ChangeBits.CONTENTS;
import static org.tidemark.journal.model.ChangeBits.CREATED;
import static org.tidemark.journal.model.ChangeBits.DIRECTORY;
import static org.tidemark.journal.model.ChangeBits.REMOVED;
import static org.tidemark.journal.model.ChangeBits.SUBTREE;
import static org.tidemark.journal.model.ChangeBits.has;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** What the store should hold, in maps, written for clearness and not for speed. */
final class StoreModel {
  private static final long NOTES_APART = 30_000;

  private final Map<ConsumerName, Consumer> consumers = new HashMap<>();
  private final Map<Long, WindowRow> live = new HashMap<>();
  private final TreeMap<Long, Long> clock = new TreeMap<>();
  private Rows rows = new Rows(new HashMap<>());
  private long sequence;
  private long floor;
  private long notedSequence = -1;
  private long notedMillis;

  /** The rows by path; a value, so that a batch can be rolled back. */
  record Rows(Map<PathBytes, Row> byPath) {}

  /** One path: a sequence number for each thing that it remembers, 0 for never. */
  record Row(
      long sequence,
      int bits,
      long created,
      long subtree,
      long contents,
      Reason subtreeReason,
      Reason contentsReason,
      String handle) {}

  /** Bases and staleness. */
  record Consumer(OptionalLong full, OptionalLong incremental, boolean stale) {
    static Consumer of(ConsumerRow row) {
      return new Consumer(row.fullBase(), row.incrementalBase(), row.stale());
    }
  }

  // --- changes ---------------------------------------------------------------------------------

  void change(PathBytes path, int given, Reason reason, byte[] handle) {
    Row old = rows.byPath.getOrDefault(path, new Row(0, 0, 0, 0, 0, null, null, ""));
    boolean recreated =
        has(given, CREATED) && has(given, DIRECTORY) && has(given | old.bits, REMOVED);
    boolean subtree = has(given, SUBTREE) || recreated;
    Reason why = has(given, SUBTREE) ? reason : Reason.RECREATED;
    boolean merged = recreated && has(given, REMOVED) && !has(given, SUBTREE);
    long now = ++sequence;
    rows.byPath.put(
        path,
        new Row(
            now,
            old.bits | given | (subtree ? SUBTREE : 0),
            has(given, CREATED) ? now : old.created,
            subtree ? now : old.subtree,
            has(given, CONTENTS) ? now : old.contents,
            subtree ? why : old.subtreeReason,
            has(given, CONTENTS) ? (merged ? Reason.RECREATED : reason) : old.contentsReason,
            handles(old.handle, handle)));
  }

  Rows rows() {
    return new Rows(new HashMap<>(rows.byPath));
  }

  void rollBackTo(Rows before) {
    rows = before;
  }

  List<StoreFixture.Row> rowsAfter(long after) {
    List<StoreFixture.Row> found = new ArrayList<>();
    rows.byPath.forEach(
        (path, row) -> {
          if (row.sequence > after) {
            found.add(seen(path, row, after));
          }
        });
    found.sort(
        Comparator.comparing(StoreFixture.Row::directory).thenComparing(StoreFixture.Row::name));
    return found;
  }

  private static StoreFixture.Row seen(PathBytes path, Row row, long after) {
    boolean subtreeCounts = row.subtree > after || row.contents == 0;
    Reason reason = subtreeCounts ? row.subtreeReason : row.contentsReason;
    return new StoreFixture.Row(
        path.parent(),
        new String(path.name(), StandardCharsets.ISO_8859_1),
        row.sequence,
        row.bits,
        row.created,
        row.subtree,
        row.contents,
        reason == null ? Reason.CHANGED : reason,
        row.handle);
  }

  // --- consumers and windows -------------------------------------------------------------------

  /** The base that an incremental may have; -1 if it must be a full. */
  long usableBase(ConsumerName consumer) {
    Consumer known = consumers.get(consumer);
    return known == null || known.stale ? -1 : known.incremental.orElse(-1);
  }

  void opened(WindowRow window) {
    live.put(window.id(), window);
    consumers.putIfAbsent(
        window.consumer(), new Consumer(OptionalLong.empty(), OptionalLong.empty(), false));
  }

  void ended(WindowRow window) {
    live.remove(window.id());
  }

  void committed(WindowRow window) {
    live.remove(window.id());
    Consumer old = consumers.get(window.consumer());
    boolean full = window.level() == Level.FULL;
    consumers.put(
        window.consumer(),
        new Consumer(
            full ? later(old.full, window.end()) : old.full,
            later(old.incremental, window.end()),
            !full && old.stale));
  }

  private static OptionalLong later(OptionalLong base, long end) {
    return OptionalLong.of(Math.max(base.orElse(0), end));
  }

  boolean forgotten(ConsumerName consumer) {
    live.values().removeIf(window -> window.consumer().equals(consumer));
    return consumers.remove(consumer) != null;
  }

  List<WindowRow> liveWindows() {
    return live.values().stream().sorted(Comparator.comparing(WindowRow::id)).toList();
  }

  Optional<Consumer> consumer(ConsumerName name) {
    return Optional.ofNullable(consumers.get(name));
  }

  // --- time and retention ----------------------------------------------------------------------

  void noteClock(long at, long millis) {
    if (at != notedSequence && Math.abs(millis - notedMillis) >= NOTES_APART) {
      clock.putIfAbsent(at, millis);
      notedSequence = at;
      notedMillis = millis;
    }
  }

  void clockForgotItsLastNote() {
    notedSequence = -1;
    notedMillis = 0;
  }

  private long sequenceAt(long millis) {
    return clock.entrySet().stream()
        .filter(note -> note.getValue() <= millis)
        .mapToLong(Map.Entry::getKey)
        .max()
        .orElse(0);
  }

  /** Forgets, and names who is stale by it. */
  List<ConsumerName> retained(RetentionCaps caps, long now) {
    long wanted = Math.min(heldBack(caps, now), sequenceAt(now - caps.keepMillis()));
    floor = Math.max(floor, wanted);
    rows.byPath.values().removeIf(row -> row.sequence <= floor);
    List<ConsumerName> stale = new ArrayList<>();
    consumers.replaceAll((name, consumer) -> passed(name, consumer, stale));
    return stale;
  }

  private long heldBack(RetentionCaps caps, long now) {
    long byConsumers =
        consumers.values().stream()
            .filter(consumer -> !consumer.stale)
            .mapToLong(
                consumer ->
                    Math.min(consumer.full.orElse(sequence), consumer.incremental.orElse(sequence)))
            .min()
            .orElse(sequence);
    long byWindows =
        live.values().stream()
            .mapToLong(window -> window.level() == Level.FULL ? window.end() : window.base())
            .min()
            .orElse(sequence);
    return Math.min(Math.max(byConsumers, sequenceAt(now - caps.maxAgeMillis())), byWindows);
  }

  private Consumer passed(ConsumerName name, Consumer consumer, List<ConsumerName> stale) {
    OptionalLong full = consumer.full.orElse(0) < floor ? OptionalLong.empty() : consumer.full;
    boolean lost = consumer.incremental.isPresent() && consumer.incremental.getAsLong() < floor;
    if (lost && !consumer.stale) {
      stale.add(name);
    }
    return new Consumer(full, consumer.incremental, consumer.stale || lost);
  }

  // --- numbers ---------------------------------------------------------------------------------

  void skippedTo(long last) {
    sequence = last;
  }

  long lastSequence() {
    return sequence;
  }

  long floor() {
    return floor;
  }

  /** A position from the floor to the end, often one of the last. */
  long somePosition(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> floor;
      case 1 -> Math.max(floor, sequence - random.nextInt(40));
      default -> sequence;
    };
  }

  private static String handles(String known, byte[] handle) {
    String added = handle == null ? "" : HexFormat.of().formatHex(handle);
    int at = known.indexOf(added);
    while (at % 2 == 1) {
      at = known.indexOf(added, at + 1);
    }
    String all = at >= 0 ? known : added + known;
    return all.substring(0, Math.min(all.length(), 2 * 1024));
  }
}
