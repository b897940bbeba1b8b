package org.tidemark.journal.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first page of a ring, which says to a process that comes later what it holds. The three
 * positions in it belong to {@link Ring}; the other fields are written by the threads that are
 * named with them.
 *
 * <pre>
 * written u64@0  released u64@64  freed u64@72
 * magic 8@128  format u32@136  capacity u32@140  id 8@144  journal 32@152
 * last source u32@184  heirs u32@188  thrown away u32@192  only in memory u32@256
 * </pre>
 */
final class RingHeader {
  static final int SIZE = 4096;
  static final int FORMAT = 1;

  private static final byte[] MAGIC = "TIDERING".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC_AT = 128;
  private static final int FORMAT_AT = 136;
  private static final int CAPACITY_AT = 140;
  private static final int ID_AT = 144;
  private static final int ID_LENGTH = 8;
  private static final int JOURNAL_AT = 152;
  private static final int JOURNAL_LENGTH = 32;
  private static final int LAST_SOURCE_AT = 184;
  private static final int HEIRS_AT = 188;
  private static final int THROWN_AWAY_AT = 192;
  private static final int ONLY_IN_MEMORY_AT = 256;

  private final ByteBuffer memory;

  /**
   * @param memory of the whole ring, in native byte order
   */
  RingHeader(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Describes a new ring. */
  void begin(String id, String journal) {
    memory.putInt(CAPACITY_AT, memory.capacity() - SIZE);
    memory.put(ID_AT, ascii(id, ID_LENGTH));
    memory.put(JOURNAL_AT, ascii(journal, JOURNAL_LENGTH));
    memory.putInt(FORMAT_AT, FORMAT);
    memory.put(MAGIC_AT, MAGIC);
  }

  private static byte[] ascii(String text, int length) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length);
  }

  boolean hasMagic() {
    byte[] found = new byte[MAGIC.length];
    memory.get(MAGIC_AT, found);
    return Arrays.equals(found, MAGIC);
  }

  int format() {
    return memory.getInt(FORMAT_AT);
  }

  int capacity() {
    return memory.getInt(CAPACITY_AT);
  }

  String id() {
    return text(ID_AT, ID_LENGTH);
  }

  String journal() {
    return text(JOURNAL_AT, JOURNAL_LENGTH);
  }

  private String text(int at, int length) {
    byte[] bytes = new byte[length];
    memory.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The greatest number that a source has had. */
  int lastSource() {
    return memory.getInt(LAST_SOURCE_AT);
  }

  /** Ingest thread. */
  void setLastSource(int number) {
    memory.putInt(LAST_SOURCE_AT, number);
  }

  /** Processes that took this ring over, one after the other, and stored nothing of it. */
  int heirs() {
    return memory.getInt(HEIRS_AT);
  }

  /** Ingest thread, or the starting thread before it. */
  void setHeirs(int count) {
    memory.putInt(HEIRS_AT, count);
  }

  /** True if events were thrown away and no record says so yet. */
  boolean thrownAway() {
    return memory.getInt(THROWN_AWAY_AT) != 0;
  }

  /** Drainer thread. */
  void setThrownAway(boolean value) {
    memory.putInt(THROWN_AWAY_AT, value ? 1 : 0);
  }

  /** True if records were released that are neither here nor in the store. */
  boolean onlyInMemory() {
    return memory.getInt(ONLY_IN_MEMORY_AT) != 0;
  }

  /** Ingest thread. */
  void setOnlyInMemory(boolean value) {
    memory.putInt(ONLY_IN_MEMORY_AT, value ? 1 : 0);
  }
}
