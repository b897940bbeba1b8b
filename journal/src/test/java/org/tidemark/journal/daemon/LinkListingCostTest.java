package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * Hazard 4 without its price: once the census is done, no list reads a directory for other names.
 */
class LinkListingCostTest {
  private static final int DIRECTORIES = 300;

  @TempDir private Path folder;

  private final AtomicInteger directoryReads = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile Path top = Path.of("/");

  private int count(String call, Object[] arguments) {
    if (call.equals("getdents64") && isInTree((int) arguments[0])) {
      directoryReads.incrementAndGet();
    } else if (call.equals("statx")) {
      looks.incrementAndGet();
    }
    return 0;
  }

  /** The look for mapped files reads directories of /proc. */
  private boolean isInTree(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).startsWith(top);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWindowReadsNoDirectoryForTheOtherNamesOfAChangedFile() throws Exception {
    KernelWithFaults kernel = new KernelWithFaults();
    kernel.setFault((call, arguments) -> count(call, arguments));
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
        RunningDaemon daemon = new RunningDaemon(folder).on(kernel.kernel())) {
      ByteTree tree = filesystem.tree();
      top = Path.of(tree.top().toString());
      for (int i = 0; i < DIRECTORIES; i++) {
        tree.mkdir("d" + i);
        tree.write("d" + i + "/file", "1");
      }
      tree.link("d7/file", "d200/other");
      daemon.watch(tree.top());
      Tidemark tidemark = daemon.tidemark();
      List<String> unused = tidemark.next("c");
      Eventually.await("the index is complete", () -> isComplete(tidemark));
      // Otherwise the calls would not be counted at all.
      assertThat(directoryReads.get()).isGreaterThan(DIRECTORIES);

      tree.append("d7/file", "more".getBytes(StandardCharsets.US_ASCII));
      directoryReads.set(0);
      looks.set(0);
      List<String> listed = tidemark.next("c");

      assertThat(listed).hasSize(2).anyMatch(entry -> entry.contains("/d200/other "));
      assertThat(directoryReads).hasValue(0);
      assertThat(looks.get()).isLessThan(DIRECTORIES);
    }
  }

  @Test
  void withoutTheCensusNothingIsReadInTheBackgroundAndListsReadForThemselves() throws Exception {
    KernelWithFaults kernel = new KernelWithFaults();
    kernel.setFault((call, arguments) -> count(call, arguments));
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
        RunningDaemon daemon = new RunningDaemon(folder).on(kernel.kernel())) {
      ByteTree tree = filesystem.tree();
      top = Path.of(tree.top().toString());
      tree.mkdirs("d/deep");
      tree.write("d/file", "1");
      tree.link("d/file", "d/deep/other");
      daemon.configured(
          "[journal]", "link-census = no", "[filesystem data]", "path = " + tree.top());
      Tidemark tidemark = daemon.tidemark();
      List<String> unused = tidemark.next("c");
      Eventually.await("the census is left out", () -> reading(tidemark).equals("off"));
      assertThat(directoryReads).hasValue(0);

      tree.append("d/file", "more".getBytes(StandardCharsets.US_ASCII));

      assertThat(tidemark.next("c")).anyMatch(entry -> entry.contains("/d/deep/other "));
      assertThat(directoryReads.get()).isPositive();
    }
  }

  private static boolean isComplete(Tidemark tidemark) {
    return reading(tidemark).equals("complete");
  }

  private static String reading(Tidemark tidemark) {
    return tidemark.status().getAsJsonObject("links").get("reading").getAsString();
  }
}
