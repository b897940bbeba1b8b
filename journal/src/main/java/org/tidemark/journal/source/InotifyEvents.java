package org.tidemark.journal.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.InotifyRecords;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * What the records of one inotify instance mean for the tree of watches, and what is told of them.
 * Ingest thread only.
 */
final class InotifyEvents {
  private static final int LONGEST_NAME = 255;
  private static final int COMES_OR_GOES =
      Flags.IN_CREATE | Flags.IN_DELETE | Flags.IN_MOVED_FROM | Flags.IN_MOVED_TO;
  private static final Logger LOG = LoggerFactory.getLogger(InotifyEvents.class);

  private final EventSource source;
  private final PathBytes place;
  private final WatchedTree tree;
  private final InotifyPlace top;
  private final InotifyRecords records = new InotifyRecords();

  /**
   * @param source in whose name the events are told
   */
  InotifyEvents(EventSource source, PathBytes place, WatchedTree tree, InotifyPlace top) {
    this.source = source;
    this.place = place;
    this.tree = tree;
    this.top = top;
  }

  void decode(byte[] bytes, int length, EventSink sink) {
    records.reset(bytes, length);
    while (records.next()) {
      int mask = records.mask();
      if ((mask & Flags.IN_Q_OVERFLOW) != 0) {
        LOG.warn("the inotify queue of {} overflowed", place);
        tree.armAll(Reason.QUEUE_OVERFLOW, sink);
      } else if ((mask & Flags.IN_IGNORED) != 0) {
        tree.watchGone(records.watch(), !top.isLost(), sink);
      } else {
        decodeEvent(bytes, mask, sink);
      }
    }
    if (records.broken()) {
      unbelievable(sink);
    }
  }

  private void unbelievable(EventSink sink) {
    LOG.error("inotify of {} gave bytes that are no record", place);
    tree.armAll(Reason.READ_ERROR, sink);
  }

  /** False for what no kernel gives, and what would lead out of the directory. */
  private boolean isName(byte[] bytes) {
    int offset = records.nameOffset();
    int length = records.nameLength();
    boolean dots =
        bytes[offset] == '.' && (length == 1 || (length == 2 && bytes[offset + 1] == '.'));
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '/') {
        return false;
      }
    }
    return !dots && length <= LONGEST_NAME;
  }

  private void decodeEvent(byte[] bytes, int mask, EventSink sink) {
    int watch = records.watch();
    int node = tree.directories().nodeOf(watch);
    if (node == DirectoryTree.NONE) {
      tree.strange(watch, false);
    } else if (records.nameLength() == 0) {
      decodeSelf(node, bytes, mask, sink);
    } else if (!isName(bytes)) {
      unbelievable(sink);
    } else if ((mask & Flags.IN_ISDIR) != 0) {
      decodeDirectory(watch, node, bytes, mask, sink);
    } else {
      tell(node, bytes, bits(mask), sink);
    }
  }

  private void decodeSelf(int node, byte[] bytes, int mask, EventSink sink) {
    if ((mask & Flags.IN_UNMOUNT) != 0) {
      top.lose(Reason.NOT_MOUNTED, sink);
    } else if ((mask & (Flags.IN_DELETE_SELF | Flags.IN_MOVE_SELF)) != 0) {
      if (node == DirectoryTree.ROOT) {
        top.lose(Reason.ROOT_MISSING, sink);
      }
    } else {
      tell(node, bytes, bits(mask) | ChangeBits.DIRECTORY, sink);
    }
  }

  /** An event of a directory's name; one record has one of these bits, but all are looked at. */
  private void decodeDirectory(int watch, int parent, byte[] bytes, int mask, EventSink sink) {
    int offset = records.nameOffset();
    int length = records.nameLength();
    if ((mask & COMES_OR_GOES) != 0) {
      tree.touch(watch, bytes, offset, length);
    }
    if ((mask & ~(Flags.IN_CREATE | Flags.IN_MOVED_TO | Flags.IN_ISDIR)) != 0) {
      tell(parent, bytes, bits(mask), sink);
    }
    if ((mask & Flags.IN_DELETE) != 0) {
      tree.disappeared(parent, bytes, offset, length, sink);
    }
    if ((mask & Flags.IN_MOVED_FROM) != 0) {
      tree.left(parent, bytes, offset, length, records.cookie());
    }
    if ((mask & Flags.IN_MOVED_TO) != 0) {
      tree.arrived(parent, bytes, offset, length, records.cookie(), sink);
    }
    if ((mask & Flags.IN_CREATE) != 0) {
      tree.appeared(parent, bytes, offset, length, ChangeBits.CREATED, Reason.CREATED, sink);
    }
    if ((mask & Flags.IN_ATTRIB) != 0) {
      tree.attributesChanged(parent, bytes, offset, length, sink);
    }
  }

  private void tell(int directory, byte[] bytes, int bits, EventSink sink) {
    if ((bits & ~ChangeBits.DIRECTORY) != 0) {
      sink.event(source, directory, bytes, records.nameOffset(), records.nameLength(), bits, 0, 0);
    }
  }

  private static int bits(int mask) {
    int bits = 0;
    bits |= (mask & Flags.IN_CREATE) != 0 ? ChangeBits.CREATED : 0;
    bits |= (mask & (Flags.IN_MODIFY | Flags.IN_CLOSE_WRITE)) != 0 ? ChangeBits.CONTENT : 0;
    bits |= (mask & Flags.IN_ATTRIB) != 0 ? ChangeBits.ATTRIBUTES : 0;
    bits |= (mask & Flags.IN_MOVED_TO) != 0 ? ChangeBits.MOVED_IN : 0;
    bits |= (mask & (Flags.IN_DELETE | Flags.IN_MOVED_FROM)) != 0 ? ChangeBits.REMOVED : 0;
    bits |= (mask & Flags.IN_ISDIR) != 0 ? ChangeBits.DIRECTORY : 0;
    return bits;
  }
}
