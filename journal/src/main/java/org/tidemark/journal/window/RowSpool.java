package org.tidemark.journal.window;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
 * <p>Written once, then read; one thread.
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
  private final DataOutputStream groupsOut;
  private ByteBuffer unwritten = ByteBuffer.allocateDirect(BUFFER);
  private PathBytes directory;
  private long start;
  private long end;

  RowSpool(Path folder) throws IOException {
    var secret = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    rowsFile = Files.createTempFile(folder, "rows-", ".spool", secret);
    groupsFile = Files.createTempFile(folder, "groups-", ".spool", secret);
    rows = FileChannel.open(rowsFile, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    groupsOut =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(groupsFile), BUFFER));
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
      flushRows();
      if (unwritten.capacity() < length) {
        unwritten = ByteBuffer.allocateDirect(length);
      }
    }
  }

  private void flushRows() throws IOException {
    unwritten.flip();
    while (unwritten.hasRemaining()) {
      rows.write(unwritten);
    }
    unwritten.clear();
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
    flushRows();
    groupsOut.flush();
  }

  FileChannel rows() {
    return rows;
  }

  Path groups() {
    return groupsFile;
  }

  @Override
  public void close() throws IOException {
    rows.close();
    groupsOut.close();
    Files.deleteIfExists(rowsFile);
    Files.deleteIfExists(groupsFile);
  }
}
