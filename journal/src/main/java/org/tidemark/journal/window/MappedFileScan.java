package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * One look at all processes' shared mappings of files opened for writing (proc(5): maps, map_files,
 * smaps) and at the backing files of loop devices (/sys/block/loopN/loop/backing_file). It runs on
 * its own thread; others read {@link #found}, {@link #notes} and {@link #at} at any time.
 */
final class MappedFileScan {
  private static final byte[] PROC = {'/', 'p', 'r', 'o', 'c'};
  private static final Path BLOCK = Path.of("/sys/block");

  /** At one process whose mappings change meanwhile. */
  private static final int LOOKS = 5;

  private final Kernel kernel;
  private final List<Root> roots;
  private final Set<PathBytes> found = new ConcurrentSkipListSet<>();
  private final Map<PathBytes, String> unnamed = new ConcurrentSkipListMap<>();
  private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();

  /** Identities of files that were found; another look at one that was not may find it. */
  private final Set<String> known = new HashSet<>();

  private final MapsFile maps;

  /** Of the process that is being looked at. */
  private UnwrittenMappings unwritten = new UnwrittenMappings("");

  /** Whether some mapping of that process had gone when its turn came. */
  private boolean changes;

  private volatile String at = "";
  private final AtomicInteger processes = new AtomicInteger();

  MappedFileScan(Kernel kernel, List<Root> roots) {
    this.kernel = kernel;
    maps = new MapsFile(kernel);
    this.roots = List.copyOf(roots);
  }

  /** Handles of files without a known name, by root, one behind the other. */
  Map<PathBytes, String> unnamed() {
    return unnamed;
  }

  private void add(PathBytes path, String handle) {
    if (handle.isEmpty()) {
      found.add(path);
    } else {
      unnamed.merge(path, handle, String::concat);
    }
  }

  Set<PathBytes> found() {
    return found;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** What is being looked at. */
  String at() {
    return at;
  }

  /** Number of processes looked at. */
  int processes() {
    return processes.get();
  }

  void run() {
    try (FileIdentities identities = new FileIdentities(kernel, roots)) {
      scanLoops(identities);
      int proc = kernel.openat(Kernel.AT_FDCWD, PROC, Flags.O_RDONLY | Flags.O_DIRECTORY);
      if (proc < 0) {
        throw new IOException(Errno.describe(-proc));
      }
      int result =
          new DirectoryNames(kernel).read(proc, (name, type, inode) -> scan(name, identities));
      if (result < 0) {
        throw new IOException(Errno.describe(-result));
      }
    } catch (IOException e) {
      notes.add("mapped files: cannot list processes: " + e.getMessage());
    }
    at = "";
  }

  private void scan(byte[] name, FileIdentities identities) {
    if (name[0] >= '0' && name[0] <= '9') {
      processes.incrementAndGet();
      scan("/proc/" + new String(name, StandardCharsets.US_ASCII), identities);
    }
  }

  private void scan(String process, FileIdentities identities) {
    at = process;
    int looks = 0;
    do {
      look(process, identities);
      looks++;
    } while (changes && looks < LOOKS);
    if (changes) {
      notes.add("mapped files: " + process + ": its mappings change faster than they can be read");
    }
  }

  /** What it unmaps meanwhile is an event; what it splits or moves is there at the next look. */
  private void look(String process, FileIdentities identities) {
    changes = false;
    unwritten = new UnwrittenMappings(process);
    int result = maps.read(process, line -> consider(process, line, identities));
    if (result < 0 && result != -Errno.ENOENT && !hasNoMemory(Path.of(process))) {
      notes.add("mapped files: " + process + ": " + Errno.describe(-result));
    }
  }

  private void consider(String process, String line, FileIdentities identities) {
    Mapping mapping = Mapping.parse(line);
    if (mapping != null && mapping.shared() && !known.contains(mapping.identity())) {
      consider(process, mapping, identities);
    }
  }

  /** Kernel threads and zombies; a process that ended while it was read says ESRCH. */
  private static boolean hasNoMemory(Path process) {
    try {
      return Files.readAllBytes(process.resolve("cmdline")).length == 0;
    } catch (IOException e) {
      return true;
    }
  }

  private void consider(String process, Mapping mapping, FileIdentities identities) {
    FileIdentities.Answer answer = identities.of(process + "/map_files/" + mapping.range());
    changes |= answer.isGone();
    if (answer.path().isPresent() && (mapping.writable() || !unwritten.contains(mapping))) {
      add(answer.path().get(), answer.handle());
      known.add(mapping.identity());
    } else if (!answer.problem().isEmpty() && !answer.isGone()) {
      notes.add("mapped files: " + process + " " + mapping.range() + ": " + answer.problem());
    }
  }

  private void scanLoops(FileIdentities identities) {
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK, "loop*")) {
      for (Path device : devices) {
        scanLoop(device, identities);
      }
    } catch (NoSuchFileException e) {
      at = "";
    } catch (IOException e) {
      notes.add("loop devices: " + e.getMessage());
    }
  }

  private void scanLoop(Path device, FileIdentities identities) {
    at = device.toString();
    try {
      boolean readOnly = Files.readString(device.resolve("ro")).startsWith("1");
      byte[] file = Files.readAllBytes(device.resolve("loop/backing_file"));
      if (!readOnly && file.length > 1) {
        String path = new String(file, 0, file.length - 1, StandardCharsets.ISO_8859_1);
        FileIdentities.Answer answer = identities.of(path);
        answer.path().ifPresent(backing -> add(backing, answer.handle()));
      }
    } catch (NoSuchFileException e) {
      at = "";
    } catch (IOException e) {
      notes.add("loop devices: " + device + ": " + e.getMessage());
    }
  }
}
