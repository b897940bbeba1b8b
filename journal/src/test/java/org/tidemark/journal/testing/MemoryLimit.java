package org.tidemark.journal.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A memory cgroup with a limit, for one program at a time. Used by one thread. */
public final class MemoryLimit implements AutoCloseable {
  private static final Path UNIFIED = Path.of("/sys/fs/cgroup");
  private static final Path OLD = UNIFIED.resolve("memory");

  private final Path cgroup;

  private MemoryLimit(Path cgroup) {
    this.cgroup = cgroup;
  }

  /** Empty where this machine gives none. */
  public static Optional<MemoryLimit> of(long bytes) {
    boolean unified = Files.exists(UNIFIED.resolve("cgroup.controllers"));
    Path cgroup = (unified ? UNIFIED : OLD).resolve("tidemark-test-" + UUID.randomUUID());
    try {
      Files.createDirectory(cgroup);
      Files.writeString(
          cgroup.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
      return Optional.of(new MemoryLimit(cgroup));
    } catch (IOException e) {
      // Of a cgroup without the controller.
      boolean unused = cgroup.toFile().delete();
      return Optional.empty();
    }
  }

  /** Whether this machine gives one. */
  public static boolean isPossible() {
    Optional<MemoryLimit> one = of(1L << 30);
    one.ifPresent(MemoryLimit::close);
    return one.isPresent();
  }

  /** By this a program becomes the one that its arguments name, inside the cgroup. */
  public List<String> entering() {
    String enter = "echo $$ > " + cgroup.resolve("cgroup.procs") + " && exec \"$@\"";
    return List.of("sh", "-c", enter, "sh");
  }

  /** Its programs have to have ended, or to end soon. */
  @Override
  public void close() {
    Eventually.await("the cgroup is empty", () -> cgroup.toFile().delete());
  }
}
