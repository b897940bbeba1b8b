package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/** Reads a directory's own attributes, ACLs and other extended ones included. One thread. */
final class DirectoryAttributes implements DescribedDirectory.Reader {
  private static final byte[] SELF = new byte[0];

  /** XATTR_SIZE_MAX and XATTR_LIST_MAX of limits.h. */
  private static final int LARGEST = 1 << 16;

  /** Enough for nearly all: an array is copied into each call and back, whatever it holds. */
  private static final int USUAL = 256;

  private final Kernel kernel;
  private byte[] room = new byte[USUAL];

  DirectoryAttributes(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public DescribedDirectory read(PathBytes path, int descriptor) {
    Map<String, byte[]> extended = new TreeMap<>();
    FileStat stat = new FileStat();
    int result = readExtended(ProcLinks.ofDescriptor(descriptor), extended);
    if (result == 0) {
      result = kernel.statx(descriptor, SELF, Flags.AT_EMPTY_PATH, stat);
    }
    return new DescribedDirectory(path, result, stat, extended);
  }

  private int readExtended(byte[] place, Map<String, byte[]> values) {
    room = room.length == USUAL ? room : new byte[USUAL];
    int length = kernel.listxattr(place, room, true);
    if (length == -Errno.ERANGE) {
      room = new byte[LARGEST];
      length = kernel.listxattr(place, room, true);
    }
    if (length < 0) {
      return length == -Errno.EOPNOTSUPP ? 0 : length;
    }
    String all = new String(room, 0, length, StandardCharsets.ISO_8859_1);
    for (String name : all.split("\0")) {
      byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
      int size = name.isEmpty() ? -Errno.ENODATA : valueSize(place, key);
      if (size >= 0) {
        values.put(name, Arrays.copyOf(room, size));
      } else if (size != -Errno.ENODATA) {
        return size;
      }
    }
    return 0;
  }

  private int valueSize(byte[] place, byte[] key) {
    int size = kernel.getxattr(place, key, room, true);
    if (size == -Errno.ERANGE && room.length < LARGEST) {
      room = new byte[LARGEST];
      size = kernel.getxattr(place, key, room, true);
    }
    return size;
  }
}
