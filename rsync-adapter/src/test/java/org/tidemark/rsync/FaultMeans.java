package org.tidemark.rsync;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** By what faults are brought about. */
final class FaultMeans {
  /** So many rows of long names. */
  private static final int LARGE_JOURNAL = 6_000;

  private static final int DAMAGED_PLACES = 40;
  private static final int PAGE = 4096;

  private FaultMeans() {}

  /** The log of the database may still have room in itself. */
  static boolean showsErrorAfterMore(FaultBench bench, String error) {
    for (int name = 0; name < 500; name++) {
      String fresh = "n".repeat(200) + bench.random.nextInt();
      bench.source.write(fresh, "");
      bench.source.unlink(fresh);
    }
    return bench.daemon.tidemark("status").out().matches("(?is).*lastError: [^\n]*" + error + ".*");
  }

  /** A journal smaller than a megabyte is never pruned. */
  static void leaveManyRows(ByteTree tree) {
    for (int row = 0; row < LARGE_JOURNAL; row++) {
      String name = "n".repeat(200) + row;
      tree.write(name, "");
      tree.unlink(name);
    }
  }

  static void appendToEach(ByteTree tree) {
    for (String name : tree.walk()) {
      if (tree.stat(name).isRegular()) {
        tree.append(name, new byte[] {'n', 'e', 'w'});
      }
    }
  }

  static void triggerError(ScratchFilesystem filesystem) {
    String device = Path.of(filesystem.device().orElseThrow()).getFileName().toString();
    writeText(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
  }

  static Path copyOfDevice(FaultBench bench, String name) {
    bench.workload.barrier();
    Eventually.await("it can be unmounted", bench.filesystem::tryUnmount);
    Path image = Path.of(bench.filesystem.beside(name).top().latin1(), "image");
    Programs.run(
            "dd",
            "if=" + bench.filesystem.device().orElseThrow(),
            "of=" + image,
            "bs=1M",
            "conv=sparse")
        .orFail();
    bench.filesystem.mount();
    return image;
  }

  /** What was not synced is gone, as after a loss of power. */
  static void shutDown(String mounted) {
    Programs.run("xfs_io", "-x", "-c", "shutdown", mounted).orFail();
  }

  static void damage(FaultBench bench, Path database) {
    try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
      for (int place = 0; place < DAMAGED_PLACES; place++) {
        file.seek(bench.random.nextLong(PAGE, file.length()));
        file.write(bench.random.nextInt(256));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void tear(FaultBench bench, Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() == 0 ? 0 : bench.random.nextLong(file.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeText(Path file, String text) {
    try {
      Files.write(file, List.of(text), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteFile(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
