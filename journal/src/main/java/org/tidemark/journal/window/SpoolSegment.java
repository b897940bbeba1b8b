package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** The rows of one directory in a {@link RowSpool}, read one by one. One thread. */
final class SpoolSegment {
  private static final int BUFFER = 8192;

  private final PathBytes directory;
  private final SpoolReader file;
  private final long end;
  private long position;

  /** Between its position and limit: read, but not yet given. */
  private ByteBuffer ahead;

  private Candidate next;

  SpoolSegment(PathBytes directory, SpoolReader file, long start, long end) {
    this.directory = directory;
    this.file = file;
    this.position = start;
    this.end = end;
    ahead = ByteBuffer.allocate((int) Math.min(BUFFER, end - start)).limit(0);
  }

  PathBytes directory() {
    return directory;
  }

  /** The next row without taking it, or null. */
  Candidate peek() throws IOException {
    if (next == null && (position < end || ahead.hasRemaining())) {
      next = read();
    }
    return next;
  }

  Candidate take() throws IOException {
    Candidate taken = peek();
    next = null;
    return taken;
  }

  private Candidate read() throws IOException {
    require(RowSpool.ROW_HEADER);
    int nameLength = ahead.getShort() & 0xffff;
    int handleLength = ahead.getShort() & 0xffff;
    int bits = ahead.getInt();
    int flags = ahead.get();
    Reason reason = Reason.ofCode(ahead.get() & 0xff);
    require(nameLength + handleLength);
    int at = ahead.position();
    ahead.position(at + nameLength + handleLength);
    byte[] bytes = ahead.array();
    return new Candidate(
        directory.child(bytes, at, nameLength),
        bits,
        (flags & RowSpool.SUBTREE) != 0,
        (flags & RowSpool.CONTENTS) != 0,
        false,
        reason,
        new String(bytes, at + nameLength, handleLength, StandardCharsets.ISO_8859_1));
  }

  private void require(int length) throws IOException {
    if (ahead.remaining() >= length) {
      return;
    }
    ByteBuffer target = ahead;
    if (ahead.capacity() >= length) {
      ahead.compact();
    } else {
      target = ByteBuffer.allocate(2 * length).put(ahead);
    }
    target.limit((int) Math.min(target.capacity(), target.position() + (end - position)));
    int wanted = target.remaining();
    file.read(position, target);
    position += wanted;
    ahead = target.flip();
  }
}
