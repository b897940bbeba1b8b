package org.tidemark.journal.window;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The rows of one list on disk, so that the journal is read in one short transaction and memory
 * does not grow with the list. Two files: the rows, and one record per directory that says where
 * its rows lie.
 *
 * <pre>
 * rows:   { name length u16, handle length u16, bits s32, flags u8, reason u8, name, handle }*
 * groups: { path length u16, path, start s64, end s64 }*
 * </pre>
 *
 * <p>One thread writes, another may read at the same time: it is given the directories whose rows
 * are on the disk, and waits for more until {@link #finish}. Fields without a guard belong to the
 * writer.
 */
final class RowSpool implements AutoCloseable {
  static final int SUBTREE = 1;
  static final int CONTENTS = 2;

  /** Length of what stands before the name. */
  static final int ROW_HEADER = 10;

  private static final int BUFFER = 1 << 16;
  private static final byte[] NOTHING = new byte[0];

  private final Path rowsFile;
  private final Path groupsFile;
  private final FileChannel rows;
  private final FileChannel groups;
  private final DataOutputStream groupsOut;
  private ByteBuffer unwritten = ByteBuffer.allocateDirect(BUFFER);
  private PathBytes directory;
  private long start;
  private long end;

  /** Bytes of the groups whose rows are all written. */
  @GuardedBy("this")
  private long readable;

  @GuardedBy("this")
  private boolean finished;

  RowSpool(Path folder) throws IOException {
    var secret = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    rowsFile = Files.createTempFile(folder, "rows-", ".spool", secret);
    groupsFile = Files.createTempFile(folder, "groups-", ".spool", secret);
    rows = FileChannel.open(rowsFile, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    groups =
        FileChannel.open(groupsFile, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    groupsOut =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(groups), BUFFER));
  }

  /**
   * Adds a row; rows of one directory come together.
   *
   * @param flags {@link #SUBTREE}, {@link #CONTENTS}
   * @param handles null if none is known
   */
  void add(PathBytes in, byte[] name, int bits, int flags, Reason reason, byte[] handles) {
    try {
      if (!in.equals(directory)) {
        endGroup();
        directory = in;
      }
      encode(name, bits, flags, reason, handles == null ? NOTHING : handles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void encode(byte[] name, int bits, int flags, Reason reason, byte[] handles)
      throws IOException {
    int length = ROW_HEADER + name.length + handles.length;
    makeRoom(length);
    unwritten.putShort((short) name.length).putShort((short) handles.length).putInt(bits);
    unwritten.put((byte) flags).put((byte) reason.code()).put(name).put(handles);
    end += length;
  }

  private void makeRoom(int length) throws IOException {
    if (unwritten.remaining() < length) {
      flush();
      if (unwritten.capacity() < length) {
        unwritten = ByteBuffer.allocateDirect(length);
      }
    }
  }

  /** Writes all rows, then shows the reader the directories that have ended before. */
  private void flush() throws IOException {
    unwritten.flip();
    while (unwritten.hasRemaining()) {
      rows.write(unwritten);
    }
    unwritten.clear();
    groupsOut.flush();
    publish();
  }

  private synchronized void publish() throws IOException {
    readable = groups.position();
    notifyAll();
  }

  private void endGroup() throws IOException {
    if (directory != null) {
      byte[] path = directory.bytes();
      groupsOut.writeShort(path.length);
      groupsOut.write(path);
      groupsOut.writeLong(start);
      groupsOut.writeLong(end);
    }
    start = end;
  }

  /** Nothing more will be added. */
  void finish() throws IOException {
    endGroup();
    directory = null;
    flush();
    end();
  }

  /** Nothing more will be added, since the writer failed or is done: nobody waits any longer. */
  synchronized void end() {
    finished = true;
    notifyAll();
  }

  FileChannel rows() {
    return rows;
  }

  /** The records of directories from the first one; a reader waits at its end for more. */
  InputStream groups() {
    return new GroupsInput();
  }

  /** Bytes that can be read behind that position; 0 if there will never be any. */
  private synchronized long await(long position) throws IOException {
    try {
      while (readable <= position && !finished) {
        wait();
      }
      return readable - position;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while rows were read", e);
    }
  }

  /** Reads at a position of its own. One thread. */
  private final class GroupsInput extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, await(position));
      if (wanted == 0) {
        return length == 0 ? 0 : -1;
      }
      int got = groups.read(ByteBuffer.wrap(target, offset, wanted), position);
      position += Math.max(got, 0);
      return got;
    }
  }

  @Override
  public void close() throws IOException {
    try (groups;
        rows) {
      Files.deleteIfExists(rowsFile);
    } finally {
      Files.deleteIfExists(groupsFile);
    }
  }
}
