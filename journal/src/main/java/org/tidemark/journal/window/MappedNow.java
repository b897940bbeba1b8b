package org.tidemark.journal.window;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.FileHandles;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * What a window opened at this moment would list because it changes without events: files that are
 * mapped for writing, or lie behind a loop device. Immutable.
 */
public final class MappedNow {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int LARGEST_HANDLE = 136;

  private final Kernel kernel;
  private final Set<PathBytes> paths;
  private final Set<ByteBuffer> handles = new HashSet<>();

  private MappedNow(Kernel kernel, MappedFiles.Found found) {
    this.kernel = kernel;
    this.paths = Set.copyOf(found.paths());
    for (String unnamed : found.unnamed().values()) {
      FileHandles.split(unnamed.getBytes(StandardCharsets.ISO_8859_1))
          .forEach(handle -> handles.add(ByteBuffer.wrap(handle)));
    }
  }

  /** Looks at all processes. */
  public static MappedNow look(Kernel kernel, List<Root> roots) {
    return new MappedNow(kernel, new MappedFiles(kernel, DEADLINE).find(roots));
  }

  /** True if it would list the file at that path, which may have been mapped by another name. */
  public boolean lists(PathBytes file) {
    return paths.contains(file) || (!handles.isEmpty() && handles.contains(handleOf(file)));
  }

  private ByteBuffer handleOf(PathBytes file) {
    byte[] handle = new byte[LARGEST_HANDLE];
    int taken = kernel.nameToHandle(Kernel.AT_FDCWD, file.bytes(), handle, new int[1], 0);
    List<byte[]> found = taken < 0 ? List.of() : FileHandles.split(handle);
    return found.isEmpty() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(found.get(0));
  }
}
