package org.tidemark.journal.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * Knows processes of backup programs that set back the times of what they read, so that what they
 * did is not taken for a change. Belongs to the ingest thread, but for what says otherwise.
 *
 * <p>An event has the number of a process only, which may be another one's by now. So a process is
 * believed only between two looks at it that show the same: the first before the event was queued,
 * which a barrier sent after that look proves, and the second after the event was read. All that
 * cannot be proven is a change.
 */
final class TimeResets {
  private static final Logger LOG = LoggerFactory.getLogger(TimeResets.class);
  private static final int MOST_PROCESSES = 10_000;

  /** A process as it was at the first look. */
  private static final class Seen {
    final RunningProgram program;
    final int barrier;

    /** All events that are decoded now were queued after that look. */
    boolean passed;

    Seen(RunningProgram program, int barrier) {
      this.program = program;
      this.barrier = barrier;
    }
  }

  private final Kernel kernel;
  private final JournalStore journal;
  private final Map<ConsumerName, List<PathBytes>> configured;
  private final Set<PathBytes> everyProgram = new HashSet<>();
  private final IntConsumer sendBarrier;
  private final Map<Integer, Seen> seen = new HashMap<>();
  private final Map<Integer, Boolean> ofPiece = new HashMap<>();
  private Optional<Set<PathBytes>> programsOfPiece = Optional.empty();
  private int lastBarrier;

  /**
   * @param configured for each consumer the programs whose setting back of times it need not know
   * @param sendBarrier asks for a barrier with that number, which is negative
   */
  TimeResets(
      Kernel kernel,
      JournalStore journal,
      Map<ConsumerName, List<PathBytes>> configured,
      IntConsumer sendBarrier) {
    this.kernel = kernel;
    this.journal = journal;
    this.configured = Map.copyOf(configured);
    this.sendBarrier = sendBarrier;
    configured.values().forEach(everyProgram::addAll);
  }

  /** Processes that may be of a configured program, for {@link #expect}. Any thread. */
  List<Integer> candidates() {
    return everyProgram.isEmpty()
        ? List.of()
        : RunningProgram.processes(kernel, Set.copyOf(everyProgram));
  }

  /** Takes the first look at processes that have set back nothing yet, if they are new. */
  void expect(Collection<Integer> processes) {
    beginPiece();
    processes.forEach(this::isReset);
  }

  /** What is asked next is about events that were read before this call. */
  void beginPiece() {
    ofPiece.clear();
    programsOfPiece = Optional.empty();
  }

  /** True if what this process did to attributes alone is proven to be a program's setting back. */
  boolean isReset(int process) {
    return !everyProgram.isEmpty() && process > 0 && ofPiece.computeIfAbsent(process, this::look);
  }

  private boolean look(int process) {
    // Also while nobody may overlook it: a first backup's consumer comes to be after this.
    Optional<RunningProgram> now = RunningProgram.of(kernel, process, everyProgram);
    Seen before = seen.get(process);
    if (now.isEmpty()) {
      seen.remove(process);
      return false;
    }
    if (before == null || !before.program.equals(now.get())) {
      firstLook(process, now.get());
      return false;
    }
    return before.passed && programs().contains(now.get().program());
  }

  private void firstLook(int process, RunningProgram program) {
    if (seen.size() >= MOST_PROCESSES) {
      // Forgetting lists more, which is safe.
      seen.clear();
    }
    lastBarrier = lastBarrier == Integer.MIN_VALUE ? -1 : lastBarrier - 1;
    seen.put(process, new Seen(program, lastBarrier));
    LOG.info(
        "process {} is {}: what it does to times is known for its own from now on",
        process,
        program.program());
    sendBarrier.accept(lastBarrier);
  }

  /** What is decoded from here on was queued after that barrier was sent. */
  void reached(int barrier) {
    for (Seen process : seen.values()) {
      process.passed |= process.barrier == barrier;
    }
  }

  /** A queue is read from now on that may hold what is older than any look. */
  void forgetAll() {
    seen.clear();
    beginPiece();
  }

  /**
   * Programs that every consumer there is may overlook: utime(2) cuts a file's mtime to seconds,
   * which a consumer of another product must know.
   */
  private Set<PathBytes> programs() {
    if (programsOfPiece.isEmpty()) {
      programsOfPiece = Optional.of(askedOfAll());
    }
    return programsOfPiece.get();
  }

  private Set<PathBytes> askedOfAll() {
    try {
      List<ConsumerRow> consumers = journal.consumers();
      Set<PathBytes> common = new HashSet<>(consumers.isEmpty() ? Set.of() : everyProgram);
      consumers.forEach(row -> common.retainAll(configured.getOrDefault(row.name(), List.of())));
      return common;
    } catch (StoreException e) {
      LOG.debug("consumers cannot be read: {}", e.forOperator());
      return Set.of();
    }
  }
}
