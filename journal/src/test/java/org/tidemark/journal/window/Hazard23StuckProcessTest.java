package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.SharedMapping;

/**
 * Hazard 23 (v): a process whose maps cannot be read holds a window up for the deadline at most.
 */
class Hazard23StuckProcessTest {
  @TempDir private Path folder;
  private final Kernel real = new NativeKernel();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean stuck;

  @AfterEach
  void release() {
    released.countDown();
  }

  private Kernel kernel() {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, this::call);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (stuck && method.getName().equals("openat") && isMaps((byte[]) arguments[1])) {
      released.await();
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isMaps(byte[] path) {
    return new String(path, StandardCharsets.ISO_8859_1).endsWith("/maps");
  }

  @Test
  void itIsReportedWithinTheDeadlineAndTheLastKnownMappedFilesAreListed() throws Exception {
    Path watched = Files.createDirectory(folder.toRealPath().resolve("tree"));
    ByteTree tree = new ByteTree(PathBytes.ofUtf8(watched.toString()));
    Root root = new Root(tree.top(), tree.top(), false, Exclusions.NONE);
    tree.create("mapped", new byte[4096]);
    MappedFiles mapped = new MappedFiles(kernel(), Duration.ofSeconds(5));
    try (OpenFile file = tree.open("mapped");
        SharedMapping mapping = file.map(4096)) {
      assertThat(mapped.find(List.of(root)).paths()).containsExactly(tree.path("mapped"));
      stuck = true;
      MappedFiles.Found late = mapped.find(List.of(root));
      MappedFiles.Found next = mapped.find(List.of(root));

      assertThat(late.notes()).anyMatch(note -> note.contains("not all looked at within 5 s"));
      assertThat(late.paths()).containsExactly(tree.path("mapped"));
      assertThat(next.notes()).containsExactly("mapped files: an earlier look still hangs");
      assertThat(next.paths()).containsExactly(tree.path("mapped"));
      assertThat(mapping).isNotNull();
    }
  }
}
