package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileChanges;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;

/** The extended attributes of one name in an open directory, ACLs among them. */
final class TargetXattrs {
  /** XATTR_LIST_MAX and XATTR_SIZE_MAX of the kernel (linux/limits.h). */
  private static final int LARGEST = 65536;

  /** Enough for nearly all. */
  private static final int USUAL = 1024;

  private final Kernel kernel;
  private final FileChanges changes;
  private final int directory;
  private final byte[] name;
  private final byte[] path;

  TargetXattrs(Kernel kernel, FileChanges changes, int directory, byte[] name) {
    this.kernel = kernel;
    this.changes = changes;
    this.directory = directory;
    this.name = name;
    byte[] front = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    path = Arrays.copyOf(front, front.length + name.length);
    System.arraycopy(name, 0, path, front.length, name.length);
  }

  /**
   * Sets what differs and removes what is too much.
   *
   * @param lines as in {@link Xattrs}
   */
  void become(List<String> lines) throws KernelException {
    Map<String, byte[]> wanted = new HashMap<>();
    for (String line : lines) {
      XattrLine parsed = XattrLine.parse(line);
      wanted.put(parsed.name(), parsed.value());
    }
    for (String present : present()) {
      if (!wanted.containsKey(present)) {
        check("remove", changes.removeAttribute(directory, name, bytes(present)));
      } else if (Arrays.equals(value(present), wanted.get(present))) {
        wanted.remove(present);
      }
    }
    for (Map.Entry<String, byte[]> missing : wanted.entrySet()) {
      byte[] key = bytes(missing.getKey());
      check("set", changes.setAttribute(directory, name, key, missing.getValue()));
    }
  }

  private List<String> present() throws KernelException {
    byte[] list = new byte[USUAL];
    int length = kernel.listxattr(path, list, false);
    if (length == -Errno.ERANGE) {
      list = new byte[LARGEST];
      length = kernel.listxattr(path, list, false);
    }
    List<String> names = new ArrayList<>();
    if (length == -Errno.EOPNOTSUPP || length == 0) {
      return names;
    }
    check("list", length);
    for (String found : new String(list, 0, length, StandardCharsets.ISO_8859_1).split("\0")) {
      if (!found.startsWith("system.") || found.startsWith("system.posix_acl_")) {
        names.add(found);
      }
    }
    return names;
  }

  private byte[] value(String attribute) throws KernelException {
    byte[] value = new byte[USUAL];
    int length = kernel.getxattr(path, bytes(attribute), value, false);
    if (length == -Errno.ERANGE) {
      value = new byte[LARGEST];
      length = kernel.getxattr(path, bytes(attribute), value, false);
    }
    check("read", length);
    return Arrays.copyOf(value, length);
  }

  private void check(String operation, int result) throws KernelException {
    if (result < 0) {
      throw new KernelException(operation + " an extended attribute of", "", -result);
    }
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
