package org.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("hasCompiler")
final class MailStoreTest {
  static boolean hasCompiler() {
    return Files.isExecutable(Path.of("/usr/bin/gcc"));
  }

  @TempDir private Path folder;

  private static void run(List<String> command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** Two shapes: few partitions, and all of them. */
  @Test
  void itNamesTheFoldersThatTheProgramMakes() throws Exception {
    Path program = folder.resolve("maketree");
    run(CommandLines.of("gcc", "-o", program, "src/main/c/maketree.c"));
    for (Size size : List.of(new Size(200, 400, false), new Size(1500, 700, false))) {
      Path tree = folder.resolve("tree-" + size.directories());
      run(CommandLines.of(program, tree, size.directories(), size.files()));
      assertThat(named(new MailStore(tree, size))).isEqualTo(made(tree));
    }
  }

  private static Set<Path> named(MailStore store) {
    return LongStream.range(0, store.folders())
        .mapToObj(store::folder)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Path> made(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(Files::isDirectory)
          .filter(path -> tree.relativize(path).getNameCount() > 1)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
