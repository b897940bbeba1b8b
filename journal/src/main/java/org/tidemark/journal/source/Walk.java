package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk found. Written by the thread that walks, then handed to the ingest thread.
 *
 * <p>Every fact is about directories themselves, not about paths: at some instant after {@link
 * #started}, the directory with the parent's watch had this name in it, and it led to the directory
 * with that watch.
 */
final class Walk {
  /** The index that stands for the directory where the walk starts. */
  static final int TOP = -1;

  /** One name that was visited. Parents come before their children. */
  static final class Found {
    final int parent;
    final byte[] name;

    /** The watch set on it, or {@code -errno} of what kept us from it. */
    final int watch;

    /** Directories in it that were not visited for want of budget. */
    List<byte[]> remaining = List.of();

    /** 0, or {@code -errno} of what kept us from seeing or watching all that is in it. */
    int failure;

    Found(int parent, byte[] name, int watch) {
      this.parent = parent;
      this.name = name;
      this.watch = watch;
    }
  }

  final WalkTask task;
  final byte[] path;

  /** The {@link TouchedNames} instant before the walk. */
  final long started;

  /** The directory where it starts; its watch is {@code -errno} if it could not be opened. */
  @Nullable Found top;

  /** Why it ended early, if it did; nothing it found is then believed. */
  @Nullable RuntimeException broken;

  final List<Found> found = new ArrayList<>();

  Walk(WalkTask task, byte[] path, long started) {
    this.task = task;
    this.path = path;
    this.started = started;
  }

  int add(Found entry) {
    found.add(entry);
    return found.size() - 1;
  }

  /** The entry with that index, {@link #TOP} included. */
  Found entry(int index) {
    return index == TOP ? top : found.get(index);
  }

  boolean listedTop() {
    return task.names() == null;
  }
}
