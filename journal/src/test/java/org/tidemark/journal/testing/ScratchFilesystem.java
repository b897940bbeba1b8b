package org.tidemark.journal.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;

/**
 * A real, empty filesystem, mounted under a temporary folder for one test. Where the test lacks the
 * rights or programs for it, the test is skipped with the reason. Not thread-safe.
 */
public final class ScratchFilesystem implements AutoCloseable {

  /** What can be had. */
  public enum Kind {
    EXT4("mkfs.ext4", 64),
    XFS("mkfs.xfs", 300),
    BTRFS("mkfs.btrfs", 256),
    /** A subvolume mounted by {@code subvol=}; the top level is mounted nowhere. */
    BTRFS_SUBVOLUME("mkfs.btrfs", 256),
    TMPFS("mount", 64),
    OVERLAY("mount", 64);

    private final String program;
    private final int megabytes;

    Kind(String program, int megabytes) {
      this.program = program;
      this.megabytes = megabytes;
    }

    /** True if it lies on a loop device. */
    public boolean hasDevice() {
      return this != TMPFS && this != OVERLAY;
    }
  }

  private static final Duration UNMOUNT_PATIENCE = Duration.ofSeconds(5);

  private final Kind kind;
  private final Path base;
  private final Path place;
  private final int megabytes;
  private final Deque<Path> extraMounts = new ArrayDeque<>();
  private String device = "";
  private boolean mounted;

  private ScratchFilesystem(Kind kind, int megabytes) {
    this.kind = kind;
    this.megabytes = Math.max(megabytes, kind == Kind.XFS ? 300 : 1);
    try {
      this.base = Files.createTempDirectory("tidemark-scratch").toRealPath();
      this.place = Files.createDirectory(base.resolve("tree"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A filesystem of the kind's usual size. */
  public static ScratchFilesystem create(Kind kind) {
    return create(kind, kind.megabytes);
  }

  /**
   * @param megabytes size of the (sparse) device or of the tmpfs; XFS gets at least 300
   */
  public static ScratchFilesystem create(Kind kind, int megabytes) {
    assumeTrue(new NativeKernel().effectiveUser() == 0, "mounting a filesystem needs root");
    assumeTrue(Programs.exists(kind.program), () -> kind.program + " is not installed");
    ScratchFilesystem made = new ScratchFilesystem(kind, megabytes);
    boolean done = false;
    try {
      made.format();
      made.mount();
      done = true;
    } finally {
      if (!done) {
        made.close();
      }
    }
    return made;
  }

  private void format() {
    if (kind.hasDevice()) {
      Path image = base.resolve("image");
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(megabytes * 1024L * 1024L);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      makeFilesystem(image.toString());
      Programs.Result loop = Programs.run("losetup", "-f", "--show", image.toString());
      assumeTrue(loop.exitCode() == 0, () -> "no loop device can be had: " + loop.output());
      device = loop.output().strip();
    }
    if (kind == Kind.BTRFS_SUBVOLUME) {
      runMount("-t", "btrfs", device, place.toString());
      Programs.run("btrfs", "subvolume", "create", place.resolve("data").toString()).orFail();
      Programs.run("umount", place.toString()).orFail();
    }
    if (kind == Kind.OVERLAY) {
      prepareOverlay();
    }
  }

  private void makeFilesystem(String image) {
    List<String> command = new ArrayList<>(List.of(kind.program, "-q"));
    // Small ext4 filesystems of older e2fsprogs would keep whole seconds only.
    command.addAll(kind == Kind.EXT4 ? List.of("-F", "-I", "256") : List.of("-f"));
    command.add(image);
    Programs.run(command).orFail();
  }

  /** Its layers lie on a tmpfs of their own, since an overlay cannot lie on an overlay. */
  private void prepareOverlay() {
    Path layers = folder("layers");
    runMount("-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", layers.toString());
    extraMounts.push(layers);
    for (String layer : List.of("lower", "upper", "work")) {
      folder("layers/" + layer);
    }
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(base.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void runMount(String... arguments) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    Programs.Result result = Programs.run(command);
    boolean forbidden = result.exitCode() != 0 && result.output().contains("permission denied");
    assumeTrue(!forbidden, () -> "mounting is not allowed here: " + result.output());
    result.orFail();
  }

  public Kind kind() {
    return kind;
  }

  /** Where it is mounted, without symbolic links. */
  public PathBytes path() {
    return PathBytes.ofUtf8(place.toString());
  }

  /** The tree of the filesystem. */
  public ByteTree tree() {
    return new ByteTree(path());
  }

  /** Its loop device, such as {@code /dev/loop3}. */
  public Optional<String> device() {
    return device.isEmpty() ? Optional.empty() : Optional.of(device);
  }

  /**
   * A new folder beside the mounted filesystem, on the filesystem of the temporary folder; it goes
   * away on {@link #close}.
   */
  public ByteTree beside(String name) {
    return new ByteTree(PathBytes.ofUtf8(folder(name).toString()));
  }

  /** Mounts it again after {@link #unmount}: the same device at the same place. */
  public void mount() {
    switch (kind) {
      case TMPFS -> runMount("-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at());
      case OVERLAY -> runMount("-t", "overlay", "-o", overlayOptions(), "overlay", at());
      case BTRFS_SUBVOLUME -> runMount("-t", "btrfs", "-o", "subvol=data", device, at());
      case EXT4, XFS, BTRFS -> runMount("-t", kind.name().toLowerCase(Locale.ROOT), device, at());
    }
    mounted = true;
  }

  private String at() {
    return place.toString();
  }

  private String overlayOptions() {
    String layers = base.resolve("layers").toString();
    return "lowerdir="
        + layers
        + "/lower,upperdir="
        + layers
        + "/upper,workdir="
        + layers
        + "/work";
  }

  /**
   * Unmounts it, as an administrator would: again, as long as it is busy, since a walk of the
   * daemon's has a directory open for a moment.
   *
   * @throws AssertionError if it stays busy
   */
  public void unmount() {
    awaitUnmounted(at());
    mounted = false;
  }

  private static void awaitUnmounted(String at) {
    Eventually.await(() -> at + " unmounted", UNMOUNT_PATIENCE, () -> isUnmounted(at));
  }

  private static boolean isUnmounted(String at) {
    Programs.Result tried = Programs.run("umount", at);
    if (!tried.output().contains("target is busy")) {
      tried.orFail();
    }
    return tried.exitCode() == 0;
  }

  /**
   * What a power loss leaves (EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN with NOLOGFLUSH): every call
   * fails with EIO from now on, and what was not synced is gone when it is mounted again.
   */
  public void losePower() {
    assumeTrue(Programs.exists("xfs_io"), "xfs_io is not installed");
    Programs.run("xfs_io", "-x", "-c", "shutdown", at()).orFail();
  }

  /** Nothing can be written until {@link #thaw}: whoever tries waits. */
  public void freeze() {
    Programs.run("fsfreeze", "-f", at()).orFail();
  }

  public void thaw() {
    Programs.run("fsfreeze", "-u", at()).orFail();
  }

  /** Tries to unmount it; false if it is busy. */
  public boolean tryUnmount() {
    if (mounted && Programs.run("umount", at()).exitCode() == 0) {
      mounted = false;
    }
    return !mounted;
  }

  /**
   * {@code mount -o remount}.
   *
   * @param options such as {@code ro}
   */
  public void remount(String options) {
    Programs.run("mount", "-o", "remount," + options, at()).orFail();
  }

  /** Shows a directory at a further place, until {@link #close} or {@link #unbind}. */
  public void bind(PathBytes directory, PathBytes at) {
    Path target = Path.of(new String(at.bytes(), StandardCharsets.UTF_8));
    runMount("--bind", new String(directory.bytes(), StandardCharsets.UTF_8), target.toString());
    extraMounts.push(target);
  }

  /** Mounts this filesystem's device, or a new tmpfs if it has none, at a further place. */
  public void mountAlsoAt(PathBytes at) {
    Path target = Path.of(new String(at.bytes(), StandardCharsets.UTF_8));
    if (device.isEmpty()) {
      runMount("-t", "tmpfs", "tmpfs", target.toString());
    } else {
      runMount(device, target.toString());
    }
    extraMounts.push(target);
  }

  /** Takes away what {@link #bind} or {@link #mountAlsoAt} mounted last at that place. */
  public void unbind(PathBytes at) {
    Path target = Path.of(new String(at.bytes(), StandardCharsets.UTF_8));
    awaitUnmounted(target.toString());
    extraMounts.removeFirstOccurrence(target);
  }

  /** Unmounts everything, by force if need be, and frees the loop device. */
  @Override
  public void close() {
    List<Path> layers = new ArrayList<>();
    for (Path extra : extraMounts) {
      if (extra.startsWith(base.resolve("layers"))) {
        layers.add(extra);
      } else {
        unmountSurely(extra);
      }
    }
    if (mounted) {
      unmountSurely(place);
      mounted = false;
    }
    layers.forEach(ScratchFilesystem::unmountSurely);
    if (!device.isEmpty()) {
      Programs.run("losetup", "-d", device);
      device = "";
    }
    Programs.run("rm", "-rf", "--one-file-system", base.toString());
  }

  private static void unmountSurely(Path at) {
    boolean done =
        Eventually.holdsWithin(
            UNMOUNT_PATIENCE, () -> Programs.run("umount", at.toString()).exitCode() == 0);
    if (!done) {
      Programs.run("umount", "-l", at.toString());
    }
  }

  @Override
  public String toString() {
    return kind + " at " + place;
  }
}
