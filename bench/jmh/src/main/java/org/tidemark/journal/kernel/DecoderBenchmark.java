package org.tidemark.journal.kernel;

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

/** Time and allocation of decoding, for one event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
  private final byte[] fanotifyBytes = RecordBytes.fanotify();
  private final byte[] inotifyBytes = RecordBytes.inotify();
  private final FanotifyRecords fanotifyRecords = new FanotifyRecords();
  private final InotifyRecords inotifyRecords = new InotifyRecords();

  @Benchmark
  @OperationsPerInvocation(RecordBytes.EVENTS)
  public long fanotify() {
    fanotifyRecords.reset(fanotifyBytes, fanotifyBytes.length);
    long sum = 0;
    while (fanotifyRecords.next()) {
      sum += fanotifyRecords.mask() + fanotifyRecords.parent().nameLength();
    }
    return checked(sum, fanotifyRecords.broken());
  }

  @Benchmark
  @OperationsPerInvocation(RecordBytes.EVENTS)
  public long inotify() {
    inotifyRecords.reset(inotifyBytes, inotifyBytes.length);
    long sum = 0;
    while (inotifyRecords.next()) {
      sum += inotifyRecords.mask() + inotifyRecords.nameLength();
    }
    return checked(sum, inotifyRecords.broken());
  }

  private static long checked(long sum, boolean broken) {
    if (broken) {
      throw new IllegalStateException("the benchmark's own records are broken");
    }
    return sum;
  }
}
