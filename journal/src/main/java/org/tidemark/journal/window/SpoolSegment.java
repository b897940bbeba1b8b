package org.tidemark.journal.window;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** The rows of one directory in a {@link RowSpool}, read one by one. One thread. */
final class SpoolSegment {
  private static final int BUFFER = 4096;

  private final PathBytes directory;
  private final DataInputStream in;
  private final Range range;
  private Candidate next;

  SpoolSegment(PathBytes directory, FileChannel rows, long start, long end) {
    this.directory = directory;
    range = new Range(rows, start, end);
    in = new DataInputStream(new BufferedInputStream(range, BUFFER));
  }

  PathBytes directory() {
    return directory;
  }

  /** The next row without taking it, or null. */
  Candidate peek() throws IOException {
    if (next == null && (range.left() > 0 || in.available() > 0)) {
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
    byte[] name = bytes(in.readUnsignedShort());
    int bits = in.readInt();
    int flags = in.readUnsignedByte();
    Reason reason = Reason.ofCode(in.readUnsignedByte());
    String handle = new String(bytes(in.readUnsignedShort()), StandardCharsets.ISO_8859_1);
    return new Candidate(
        directory.child(name),
        bits,
        (flags & RowSpool.SUBTREE) != 0,
        (flags & RowSpool.CONTENTS) != 0,
        false,
        reason,
        handle);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  /** A stretch of the file, whatever position others read at. */
  private static final class Range extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    Range(FileChannel channel, long start, long end) {
      this.channel = channel;
      this.position = start;
      this.end = end;
    }

    long left() {
      return end - position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, left());
      if (wanted == 0) {
        return length == 0 ? 0 : -1;
      }
      int got = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
      position += Math.max(got, 0);
      return got;
    }
  }
}
