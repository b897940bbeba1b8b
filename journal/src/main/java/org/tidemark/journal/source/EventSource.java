package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * What delivers the kernel's events for one filesystem or tree.
 *
 * <p>Two threads meet here. The drainer thread reads {@link #descriptor} and asks only {@link
 * #eventsIn} and {@link #queueCountsEvents}. Everything else belongs to the ingest thread.
 */
public interface EventSource extends AutoCloseable {
  /** What {@code status} shows. */
  Description description();

  /**
   * @param kind {@code fanotify} or {@code inotify}
   * @param place the directory it was opened for
   * @param details flags in use, watches held and the like, for people
   */
  record Description(String kind, PathBytes place, String filesystem, String details) {}

  /**
   * Begins to follow; called once on the ingest thread, after {@link Drain#attach}. What is not
   * followed from the start is told to the sink as an open gap.
   */
  void start(EventSink sink);

  /** The descriptor to read; stays the same and open until {@link #close}. */
  int descriptor();

  /**
   * True if FIONREAD gives 24 bytes per queued event whatever its size (fanotify); false if it
   * gives the bytes to read (inotify).
   */
  boolean queueCountsEvents();

  /** Number of events in bytes that were read. */
  int eventsIn(ByteBuffer bytes, int offset, int length);

  /**
   * Decodes what one read gave, in order, and tells the sink. Directory numbers given to the sink
   * stay valid until the next {@link #endBatch}.
   */
  void decode(byte[] bytes, int length, EventSink sink);

  /**
   * Where a directory is now: one path per place at which its filesystem is mounted below a root;
   * empty if it is gone, outside every root, or between the halves of a move. A directory that
   * cannot be named is told to the sink as a change of its nearest ancestor that can.
   */
  List<PathBytes> pathsOf(int directory, EventSink sink);

  /**
   * For an object that was changed under a name that is excluded or lies outside of the roots: it
   * may live on under another name, which is then told as a change. So may one whose directory is
   * gone, or left the roots in this batch.
   *
   * @param handle of the object, in the layout of {@code struct file_handle}
   */
  default void follow(int directory, byte[] handle, int bits, EventSink sink) {}

  /** Whether {@link EventSink#linked} is told of each new and each lost link. */
  default boolean tellsLinks() {
    return false;
  }

  /**
   * Tells the sink how many links the file of a handle has, if it still is there.
   *
   * @param handle of a file, in the layout of {@code struct file_handle}
   */
  default void tellLinks(byte[] handle, EventSink sink) {}

  /** A batch was flushed: descriptors opened for it are closed, directory numbers end. */
  void endBatch();

  /**
   * Work that is due on the ingest thread: results of arming, expired rename halves. Called after
   * every decoded piece and at least once a second.
   */
  void maintain(EventSink sink);

  /**
   * Events of this source were lost outside of it, before they could be decoded: everything it
   * covers becomes a gap, and what it knows of the tree is made right again.
   */
  void lost(Reason reason, EventSink sink);

  /**
   * The descriptor cannot be read at present: all that the source covers is an open gap until
   * {@link #readingWorks}. Called again and again meanwhile.
   */
  void readingFails(EventSink sink);

  /**
   * The descriptor can be read again; what was lost meanwhile lies in the gap that ends here, and
   * what the source knows of the tree is made right again.
   */
  void readingWorks(EventSink sink);

  /**
   * Under what number an earlier process attached this very descriptor; 0 if it is a new one. What
   * is still unread in the ring under that number is this source's.
   */
  default int formerNumber() {
    return 0;
  }

  /** True if a process that gets the descriptor can read on where this one ended. */
  default boolean canOutliveProcess() {
    return false;
  }

  /** True while part of the tree is not yet watched (an open gap stands for it). */
  boolean arming();

  @Override
  void close();
}
