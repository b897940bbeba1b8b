package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.SharedMapping;

/** Hazard 23 (iii): whatever mapping of a file is met first, the one that was written is found. */
class Hazard23MappingsTest {
  private static final int PAGE = 4096;

  @TempDir private Path folder;
  private final KernelWithFaults faults = new KernelWithFaults();
  private ByteTree tree;

  @BeforeEach
  void makeTree() throws Exception {
    Path watched = Files.createDirectory(folder.toRealPath().resolve("tree"));
    tree = new ByteTree(PathBytes.ofUtf8(watched.toString()));
    tree.create("mapped", new byte[PAGE]);
  }

  private MappedFiles.Found found() {
    Root root = new Root(tree.top(), tree.top(), false, Exclusions.NONE);
    return new MappedFiles(faults.kernel(), Duration.ofSeconds(60)).find(List.of(root));
  }

  @Test
  void aMappingThatWasWrittenAndIsReadOnlyNowIsFoundBetweenOthersThatNeverWere() {
    try (OpenFile writable = tree.open("mapped");
        OpenFile readable = tree.openForReading("mapped");
        SharedMapping above = readable.mapForReading(PAGE);
        SharedMapping written = writable.map(PAGE);
        SharedMapping below = readable.mapForReading(PAGE)) {
      written.write(0, new byte[] {1});
      written.protect();

      assertThat(found().paths()).containsExactly(tree.path("mapped"));
      assertThat(List.of(above, below)).doesNotContainNull();
    }
  }

  @Test
  void aMappingThatCouldNeverBeWrittenIsNotListed() {
    try (OpenFile readable = tree.openForReading("mapped");
        SharedMapping mapping = readable.mapForReading(PAGE)) {
      assertThat(found().paths()).isEmpty();
      assertThat(mapping).isNotNull();
    }
  }

  /** The process that was met first has ended since its mappings were read. */
  @Test
  void anotherMappingOfAFileIsFoundWhereTheFirstHasGone() throws Exception {
    try (OpenFile file = tree.open("mapped");
        SharedMapping one = file.map(PAGE);
        SharedMapping other = file.map(PAGE)) {
      String first = ranges().get(0);
      faults.setFault((call, arguments) -> isLookAt(first, call, arguments) ? -Errno.ENOENT : 0);

      assertThat(found().paths()).containsExactly(tree.path("mapped"));
      assertThat(List.of(one, other)).doesNotContainNull();
    }
  }

  /** As when the process split it, or moved it, between the two looks. */
  @Test
  void aMappingThatWasSplitMeanwhileIsLookedForAgain() throws Exception {
    try (OpenFile file = tree.open("mapped");
        SharedMapping mapping = file.map(PAGE)) {
      String range = ranges().get(0);
      AtomicInteger looks = new AtomicInteger();
      faults.setFault(
          (call, arguments) ->
              isLookAt(range, call, arguments) && looks.incrementAndGet() == 1 ? -Errno.ENOENT : 0);

      MappedFiles.Found found = found();

      assertThat(looks).hasValueGreaterThan(1);
      assertThat(found.paths()).containsExactly(tree.path("mapped"));
      assertThat(found.notes()).noneMatch(note -> note.contains("change faster"));
      assertThat(mapping).isNotNull();
    }
  }

  @Test
  void aProcessWhoseMappingsChangeAllTheTimeIsNoted() throws Exception {
    try (OpenFile file = tree.open("mapped");
        SharedMapping mapping = file.map(PAGE)) {
      String range = ranges().get(0);
      faults.setFault((call, arguments) -> isLookAt(range, call, arguments) ? -Errno.ENOENT : 0);

      assertThat(found().notes()).anyMatch(note -> note.contains("change faster"));
      assertThat(mapping).isNotNull();
    }
  }

  private static boolean isLookAt(String range, String call, Object[] arguments) {
    return call.equals("statx")
        && new String((byte[]) arguments[1], StandardCharsets.ISO_8859_1).endsWith(range);
  }

  /** Of this process's mappings of the file, as map_files names them, in the order of maps. */
  private List<String> ranges() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.endsWith(tree.path("mapped").latin1()))
        .map(line -> "/" + Mapping.parse(line).range())
        .toList();
  }
}
