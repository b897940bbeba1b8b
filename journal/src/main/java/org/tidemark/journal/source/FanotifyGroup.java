package org.tidemark.journal.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;

/**
 * One fanotify descriptor with one mark on one filesystem.
 *
 * @param flags what the kernel granted
 */
record FanotifyGroup(int descriptor, FanotifyFlags flags, boolean unlimitedQueue) {
  private static final byte[] HERE = {'.'};

  /** What fs/notify/fdinfo.c prints of a group, and of each mark. */
  private static final Pattern GROUP = Pattern.compile("fanotify flags:([0-9a-f]{1,8}) ");

  private static final Pattern MARK =
      Pattern.compile(
          "fanotify sdev:\\S+ mflags:\\S+ mask:([0-9a-f]{1,15}) ignored_mask:([0-9a-f]{1,15})");

  /**
   * Opens a group and marks the filesystem on which a directory lies.
   *
   * @param wanted what may be used; what the kernel does not know is left out
   * @throws KernelException if fanotify does not work here at all
   */
  static FanotifyGroup open(
      Kernel kernel, FanotifyFlags wanted, boolean unlimitedQueue, int directory)
      throws KernelException {
    FanotifyFlags flags = wanted;
    int group = kernel.fanotifyInit(flags.forGroup(unlimitedQueue));
    if (group == -Errno.EINVAL && flags.objectHandles()) {
      flags = flags.withoutObjectHandles();
      group = kernel.fanotifyInit(flags.forGroup(unlimitedQueue));
    }
    Errno.check("fanotify_init", group);
    try {
      return new FanotifyGroup(group, mark(kernel, group, flags, directory), unlimitedQueue);
    } catch (KernelException e) {
      kernel.close(group);
      throw e;
    }
  }

  private static FanotifyFlags mark(Kernel kernel, int group, FanotifyFlags wanted, int directory)
      throws KernelException {
    FanotifyFlags[] attempts = {
      wanted,
      wanted.withoutFilesystemErrors(),
      wanted.withoutRename(),
      wanted.withoutFilesystemErrors().withoutRename()
    };
    int result = -Errno.EINVAL;
    for (FanotifyFlags attempt : attempts) {
      result =
          kernel.fanotifyMark(
              group,
              Flags.FAN_MARK_ADD | Flags.FAN_MARK_FILESYSTEM,
              attempt.mask(),
              directory,
              HERE);
      if (result != -Errno.EINVAL) {
        Errno.check("fanotify_mark", result);
        return attempt;
      }
    }
    throw new KernelException("fanotify_mark", "", -result);
  }

  /**
   * The superblock's device as the kernel shows it in /proc/self/fdinfo; empty if the mark is gone:
   * it vanishes with the superblock, and nothing else tells.
   */
  String markedDevice() {
    try {
      byte[] info = Files.readAllBytes(Path.of("/proc/self/fdinfo/" + descriptor));
      return markedDevice(new String(info, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * A group that an earlier process opened, as /proc/self/fdinfo shows it; empty if it is no
   * fanotify descriptor, or not what {@link #open} would open now.
   *
   * @param unlimitedQueue whether it would have one
   */
  static Optional<FanotifyGroup> inherited(int descriptor, boolean unlimitedQueue) {
    try {
      byte[] info = Files.readAllBytes(Path.of("/proc/self/fdinfo/" + descriptor));
      return inherited(descriptor, new String(info, StandardCharsets.US_ASCII), unlimitedQueue);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<FanotifyGroup> inherited(int descriptor, String fdinfo, boolean unlimitedQueue) {
    Matcher group = GROUP.matcher(fdinfo);
    Matcher mark = MARK.matcher(fdinfo);
    if (!group.find() || !mark.find()) {
      return Optional.empty();
    }
    long opened = Long.parseLong(group.group(1), 16);
    // The kernel adds this one by itself.
    long mask = Long.parseLong(mark.group(1), 16) & ~Flags.FAN_EVENT_ON_CHILD;
    boolean ignoresSome = Long.parseLong(mark.group(2), 16) != 0;
    FanotifyFlags flags =
        new FanotifyFlags(
            (mask & Flags.FAN_RENAME) != 0,
            (mask & Flags.FAN_FS_ERROR) != 0,
            (opened & Flags.FAN_REPORT_FID) != 0);
    boolean same = mask == flags.mask() && opened == flags.forGroup(unlimitedQueue);
    return same && !ignoresSome && !mark.find()
        ? Optional.of(new FanotifyGroup(descriptor, flags, unlimitedQueue))
        : Optional.empty();
  }

  static String markedDevice(String fdinfo) {
    String key = "fanotify sdev:";
    int at = fdinfo.indexOf(key);
    return at < 0 ? "" : deviceNumbers(fdinfo.substring(at + key.length()).split("\\s", 2)[0]);
  }

  /** {@code 800013} is 8:19: twenty bits of minor number (fs/notify/fdinfo.c prints s_dev). */
  private static String deviceNumbers(String hexadecimal) {
    long device = Long.parseLong(hexadecimal, 16);
    return (device >> 20) + ":" + (device & 0xfffff);
  }
}
