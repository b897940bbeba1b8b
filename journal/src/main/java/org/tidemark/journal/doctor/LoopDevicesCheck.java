package org.tidemark.journal.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/** Files behind loop devices change without an event each (hazard 23). */
final class LoopDevicesCheck implements Check {
  @Override
  public String name() {
    return "loop-devices";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    List<Finding> findings = new ArrayList<>();
    List<Tree> trees = Tree.all(here);
    for (PathBytes file : backingFiles(here)) {
      if (trees.stream().anyMatch(tree -> tree.root().covers(file))) {
        findings.add(
            Finding.yellow(
                name(),
                file.toString(),
                "lies behind a writable loop device: every window lists it, changed or not",
                "exclude = " + file + ", and back up what is mounted from it"));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.green(name(), "", "no loop device writes into the trees"))
        : findings;
  }

  private static List<PathBytes> backingFiles(Surroundings here) throws IOException {
    List<PathBytes> files = new ArrayList<>();
    Path block = here.file("sys/block");
    if (!Files.isDirectory(block)) {
      return files;
    }
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(block, "loop*")) {
      for (Path device : devices) {
        String file = here.text(device.resolve("loop/backing_file").toString());
        boolean writable = here.text(device.resolve("ro").toString()).startsWith("0");
        if (writable && file.startsWith("/") && file.endsWith("\n")) {
          byte[] path = file.getBytes(StandardCharsets.ISO_8859_1);
          files.add(PathBytes.of(Arrays.copyOf(path, path.length - 1)));
        }
      }
    }
    return files;
  }
}
