package org.tidemark.journal.kernel;

import static org.tidemark.journal.kernel.CallForm.code;
import static org.tidemark.journal.kernel.CallForm.terminated;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The system calls that change a tree: restores make them, the daemon never does. Each takes the
 * descriptor of a directory and one name in it, and never follows a symbolic link of that name.
 * Names are bytes without a NUL at the end.
 *
 * <p>Results are 0 or {@code -errno}, as those of {@link Kernel}. Thread-safe.
 */
@CheckReturnValue
public final class FileChanges {
  private static final int AT_REMOVEDIR = 0x200;

  /** mkdirat(2); the umask is taken from the mode. */
  public int makeDirectory(int directory, byte[] name, int mode) {
    return code(ChangeLibC.mkdirat(directory, terminated(name), mode));
  }

  /** unlinkat(2) of anything but a directory. */
  public int unlink(int directory, byte[] name) {
    return code(ChangeLibC.unlinkat(directory, terminated(name), 0));
  }

  /** unlinkat(2) of an empty directory. */
  public int removeDirectory(int directory, byte[] name) {
    return code(ChangeLibC.unlinkat(directory, terminated(name), AT_REMOVEDIR));
  }

  /** linkat(2): gives what {@code name} is, a symbolic link included, another name. */
  public int link(int directory, byte[] name, int otherDirectory, byte[] otherName) {
    return code(
        ChangeLibC.linkat(directory, terminated(name), otherDirectory, terminated(otherName), 0));
  }

  /** renameat(2); what had the other name before is replaced. */
  public int rename(int directory, byte[] name, int otherDirectory, byte[] otherName) {
    return code(
        ChangeLibC.renameat(directory, terminated(name), otherDirectory, terminated(otherName)));
  }

  /** fchownat(2); clears the set-user-ID and set-group-ID bits, so the mode is set after it. */
  public int changeOwner(int directory, byte[] name, int user, int group) {
    return code(
        ChangeLibC.fchownat(directory, terminated(name), user, group, Flags.AT_SYMLINK_NOFOLLOW));
  }

  /**
   * fchmodat(2); not for symbolic links, which have no mode.
   *
   * @param mode the permission bits, the upper three included
   */
  public int changeMode(int directory, byte[] name, int mode) {
    return code(ChangeLibC.fchmodat(directory, terminated(name), mode, Flags.AT_SYMLINK_NOFOLLOW));
  }

  /** lsetxattr(2), which makes or replaces the attribute. */
  public int setAttribute(int directory, byte[] name, byte[] attribute, byte[] value) {
    byte[] path = throughDescriptor(directory, name);
    return code(ChangeLibC.lsetxattr(path, terminated(attribute), value, value.length, 0));
  }

  /** lremovexattr(2); -ENODATA if there is none of that name. */
  public int removeAttribute(int directory, byte[] name, byte[] attribute) {
    return code(ChangeLibC.lremovexattr(throughDescriptor(directory, name), terminated(attribute)));
  }

  /** These two calls have no form with a directory before Linux 6.13. */
  private static byte[] throughDescriptor(int directory, byte[] name) {
    byte[] place = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = Arrays.copyOf(place, place.length + name.length + 1);
    System.arraycopy(name, 0, path, place.length, name.length);
    return path;
  }
}
