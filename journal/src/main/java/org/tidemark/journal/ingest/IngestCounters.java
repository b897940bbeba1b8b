package org.tidemark.journal.ingest;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.tidemark.journal.store.StoreException;

/** What {@code status} shows of ingest. Written by the ingest thread, read by any. */
public final class IngestCounters {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong flushedMillis = new AtomicLong();
  private final AtomicLong storedUntilMillis = new AtomicLong();
  private final AtomicReference<StoreException> storeError = new AtomicReference<>();

  void addBytes(int count) {
    bytes.setPlain(bytes.getPlain() + count);
  }

  void addEvent() {
    events.setPlain(events.getPlain() + 1);
  }

  void flushed(int count) {
    rows.set(rows.get() + count);
    flushedMillis.set(System.currentTimeMillis());
  }

  void storedUntil(long wallMillis) {
    storedUntilMillis.set(wallMillis);
  }

  void storeFailed(StoreException error) {
    storeError.set(error);
  }

  void storeWorks() {
    storeError.set(null);
  }

  /** Bytes read from the kernel. */
  public long bytes() {
    return bytes.get();
  }

  /** Events decoded. */
  public long events() {
    return events.get();
  }

  /** Merged changes written. */
  public long rows() {
    return rows.get();
  }

  /** Wall clock of the last flush that wrote something; 0 if there was none. */
  public long flushedMillis() {
    return flushedMillis.get();
  }

  /** Wall clock up to which all that happened is in the store. */
  public long storedUntilMillis() {
    return storedUntilMillis.get();
  }

  /** Why the store does not take changes at present; null if it does. */
  public StoreException lastStoreError() {
    return storeError.get();
  }
}
