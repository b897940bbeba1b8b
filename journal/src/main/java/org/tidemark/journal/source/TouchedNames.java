package org.tidemark.journal.source;

/**
 * Remembers which directory entries had events while walks are under way: what a walk found there
 * may be older than what the event said. Keys are hashes; a collision costs one more look. Ingest
 * thread only.
 */
final class TouchedNames {
  private static final int MOST = 1 << 20;
  private static final byte[] NOTHING = new byte[0];

  private long[] keys = new long[256];
  private long[] times = new long[256];
  private int used;
  private long now = 1;
  private long forgotten;

  /** The instant before anything that is touched from now on. */
  long now() {
    return now;
  }

  void touch(int watch, byte[] buffer, int offset, int length) {
    put(key(watch, buffer, offset, length));
  }

  /** The directory itself, as its own entry of no name. */
  void touch(int watch) {
    put(key(watch, NOTHING, 0, 0));
  }

  boolean touchedSince(long instant, int watch, byte[] name) {
    return since(instant, key(watch, name, 0, name.length));
  }

  boolean touchedSince(long instant, int watch) {
    return since(instant, key(watch, NOTHING, 0, 0));
  }

  private boolean since(long instant, long key) {
    int slot = find(key);
    return instant < forgotten || (keys[slot] == key && times[slot] > instant);
  }

  /** Everything counts as touched until now. */
  void touchAll() {
    clear();
    forgotten = ++now;
  }

  /** No walk is under way: nothing needs to be remembered. */
  void clear() {
    if (used > 0) {
      keys = new long[256];
      times = new long[256];
      used = 0;
    }
  }

  private void put(long key) {
    if (used == MOST) {
      touchAll();
    } else if (used * 2 > keys.length) {
      grow();
    }
    int slot = find(key);
    used += keys[slot] == 0 ? 1 : 0;
    keys[slot] = key;
    times[slot] = ++now;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldTimes = times;
    keys = new long[oldKeys.length * 2];
    times = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = find(oldKeys[i]);
        keys[slot] = oldKeys[i];
        times[slot] = oldTimes[i];
      }
    }
  }

  private int find(long key) {
    int slot = (int) (key >>> 40) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private static long key(int watch, byte[] buffer, int offset, int length) {
    long hash = watch * 0x9e3779b97f4a7c15L + length;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (buffer[i] & 0xff)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    hash *= 0xbf58476d1ce4e5b9L;
    return hash == 0 ? 1 : hash;
  }
}
