package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Kernel;

/** Reads the names of one directory after the other, with one buffer. One thread. */
final class DirectoryNames {
  private final Kernel kernel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final DirectoryEntries entries = new DirectoryEntries(buffer);

  DirectoryNames(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Takes one name. */
  interface Visitor {
    /**
     * @param type {@code d_type}; may be unknown
     */
    void name(byte[] name, int type, long inode) throws IOException;
  }

  /**
   * Hands over every name and closes the descriptor.
   *
   * @return 0, or -errno where the kernel stopped
   */
  int read(int descriptor, Visitor visitor) throws IOException {
    try {
      int length = kernel.getdents64(descriptor, buffer);
      while (length > 0) {
        handOver(length, visitor);
        length = kernel.getdents64(descriptor, buffer);
      }
      return length;
    } finally {
      kernel.close(descriptor);
    }
  }

  /** Copied first: the visitor may read other directories with the same buffer. */
  private void handOver(int length, Visitor visitor) throws IOException {
    List<Name> names = new ArrayList<>();
    entries.reset(length);
    while (entries.next()) {
      names.add(new Name(entries.name(), entries.type(), entries.inode()));
    }
    if (entries.broken()) {
      throw new IOException("getdents64 gave a record of another form");
    }
    for (Name name : names) {
      visitor.name(name.name, name.type, name.inode);
    }
  }

  private static final class Name {
    private final byte[] name;
    private final int type;
    private final long inode;

    Name(byte[] name, int type, long inode) {
      this.name = name;
      this.type = type;
      this.inode = inode;
    }
  }
}
