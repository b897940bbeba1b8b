package org.tidemark.journal.ingest;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tidemark.journal.model.ChangeBits;

/** Time and allocation of merging, for one event with a name and the handle of its object. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeBenchmark {
  private static final int EVENTS = 10_000;
  private static final int FOLDERS = 2_000;
  private static final int SLOT = 48;
  private static final int HANDLE = 16;

  private final byte[] buffer = new byte[EVENTS * SLOT];
  private final int[] nameLengths = new int[EVENTS];
  private final PendingChanges known = new PendingChanges();
  private final PendingChanges empty = new PendingChanges();

  /** Fills the buffer with handle and name of each event, and one batch with all of them. */
  public MergeBenchmark() {
    for (int event = 0; event < EVENTS; event++) {
      String text = "1767225600.M%06dP%d.mail".formatted(event * 37, event);
      byte[] name = text.getBytes(StandardCharsets.US_ASCII);
      buffer[event * SLOT + 8] = (byte) event;
      buffer[event * SLOT + 9] = (byte) (event >> 8);
      System.arraycopy(name, 0, buffer, event * SLOT + HANDLE, name.length);
      nameLengths[event] = name.length;
    }
    addAll(known);
  }

  private void addAll(PendingChanges pending) {
    for (int event = 0; event < EVENTS; event++) {
      int at = event * SLOT;
      pending.add(
          1,
          event % FOLDERS,
          buffer,
          at + HANDLE,
          nameLengths[event],
          ChangeBits.CONTENT,
          at,
          HANDLE);
    }
  }

  /** Events whose names are in the batch already. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int merged() {
    addAll(known);
    return known.count();
  }

  /** Events with new names, into a batch that was flushed. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int added() {
    empty.clear();
    addAll(empty);
    return empty.count();
  }
}
