package org.tidemark.journal.audit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one audit. Thread-safe. */
final class AuditTally {
  private final Map<Cover, LongAdder> covered = new EnumMap<>(Cover.class);
  final LongAdder misses = new LongAdder();
  final LongAdder doubts = new LongAdder();
  final LongAdder unseen = new LongAdder();
  final LongAdder links = new LongAdder();
  final LongAdder mapped = new LongAdder();

  AuditTally() {
    for (Cover cover : Cover.values()) {
      covered.put(cover, new LongAdder());
    }
  }

  void cover(Cover cover) {
    covered.get(cover).increment();
  }

  long covered(Cover cover) {
    return covered.get(cover).sum();
  }
}
