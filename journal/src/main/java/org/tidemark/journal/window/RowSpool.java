package org.tidemark.journal.window;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/**
 * The rows of one list on disk, so that the journal is read in one short transaction and memory
 * does not grow with the list. Two files: the rows, and one record per directory that says where
 * its rows lie.
 *
 * <pre>
 * rows:   { name length u16, name, bits s32, flags u8, reason u8, handle length u8, handle }*
 * groups: { path length u16, path, start s64, end s64 }*
 * </pre>
 *
 * <p>Written once, then read; one thread.
 */
final class RowSpool implements AutoCloseable {
  static final int SUBTREE = 1;
  static final int CONTENTS = 2;

  private final Path rowsFile;
  private final Path groupsFile;
  private final FileChannel rows;
  private final OutputStream rowsOut;
  private final DataOutputStream groupsOut;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream(512);
  private final DataOutputStream recordOut = new DataOutputStream(record);
  private PathBytes directory;
  private long start;
  private long end;

  RowSpool(Path folder) throws IOException {
    var secret = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    rowsFile = Files.createTempFile(folder, "rows-", ".spool", secret);
    groupsFile = Files.createTempFile(folder, "groups-", ".spool", secret);
    rows = FileChannel.open(rowsFile, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    rowsOut = new BufferedOutputStream(Channels.newOutputStream(rows), 1 << 16);
    groupsOut = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(groupsFile)));
  }

  /** Adds a row; rows of one directory come together. */
  void add(PathBytes inDirectory, byte[] name, Candidate row) {
    try {
      if (!inDirectory.equals(directory)) {
        endGroup();
        directory = inDirectory;
      }
      encode(name, row);
      record.writeTo(rowsOut);
      end += record.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void encode(byte[] name, Candidate row) throws IOException {
    record.reset();
    recordOut.writeShort(name.length);
    recordOut.write(name);
    recordOut.writeInt(row.bits());
    recordOut.writeByte((row.subtree() ? SUBTREE : 0) | (row.contents() ? CONTENTS : 0));
    recordOut.writeByte(row.reason().code());
    byte[] handle = row.handle().getBytes(StandardCharsets.ISO_8859_1);
    recordOut.writeShort(handle.length);
    recordOut.write(handle);
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
    rowsOut.flush();
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
