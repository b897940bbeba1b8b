package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Sha256;
import org.tidemark.journal.model.TidemarkException;

/**
 * What this adapter keeps below the state folder, readable by its owner only. Files are named by
 * hashes: names of consumers and paths hold slashes and may be long.
 */
final class StateFolder {
  private static final String PROOF_SUFFIX = ".proof";

  private final Path folder;

  /**
   * @throws TidemarkException if the folder cannot be made
   */
  StateFolder(Path state) throws TidemarkException {
    folder = state.toAbsolutePath().resolve("rsync");
    makePrivate(folder);
  }

  /** True if there was a backup with that state folder. */
  static boolean isUsed(Path state) {
    return Files.isDirectory(state.resolve("rsync").resolve("mirrors"));
  }

  /** The daemon's own. */
  Path state() {
    return folder.getParent();
  }

  Path folder() {
    return folder;
  }

  private static void makePrivate(Path directory) throws TidemarkException {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw unusable("make", directory, e);
    }
  }

  /** An empty folder for one run; two runs with the same key must be kept apart by a lock. */
  Path freshWorkFolder(String key) throws TidemarkException {
    Path work = folder.resolve("work").resolve(Sha256.hex(key));
    remove(work);
    makePrivate(work);
    return work;
  }

  /** Removes a work folder and all in it. */
  static void remove(Path work) throws TidemarkException {
    if (!Files.exists(work)) {
      return;
    }
    try (Stream<Path> all = Files.walk(work)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw unusable("remove", work, e);
    }
  }

  /** Where the logs of a consumer's runs lie; named so that people find them. */
  Path logFolder(ConsumerName consumer) throws TidemarkException {
    String name = consumer.text().replace("/", "%2F");
    boolean fits = name.length() <= 200 && !name.startsWith(".");
    Path logs = folder.resolve("logs").resolve(fits ? name : Sha256.hex(name));
    makePrivate(logs);
    return logs;
  }

  static Path subfolder(Path work, String name) throws TidemarkException {
    Path folder = work.resolve(name);
    makePrivate(folder);
    return folder;
  }

  Path lockFile(String key) throws TidemarkException {
    Path locks = folder.resolve("locks");
    makePrivate(locks);
    return locks.resolve(Sha256.hex(key));
  }

  /** What was remembered of this mirror; empty at first use. */
  Optional<Marker> remembered(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path file = memory(consumer, destination);
    try {
      return Files.exists(file)
          ? Optional.of(Marker.parse(Files.readString(file, StandardCharsets.US_ASCII)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw unusable("read", file, e);
    }
  }

  void remember(Mirror destination, Marker marker) throws TidemarkException {
    Path file = memory(new ConsumerName(marker.consumer()), destination);
    DurableFile.write(file, marker.json());
  }

  /** Keeps that rsync is about to write, which it may not bring to an end. */
  void beginUnfinished(ConsumerName consumer, Mirror destination) throws TidemarkException {
    DurableFile.write(unfinished(consumer, destination), "");
  }

  /** True if the last run was cut short or did not complete. */
  boolean isUnfinished(ConsumerName consumer, Mirror destination) throws TidemarkException {
    return Files.exists(unfinished(consumer, destination));
  }

  void endUnfinished(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path file = unfinished(consumer, destination);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable("remove", file, e);
    }
  }

  private Path unfinished(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path memory = memory(consumer, destination);
    return memory.resolveSibling(memory.getFileName() + ".unfinished");
  }

  /** What is remembered of this mirror's proofs; empty if there were no backups that told. */
  Optional<ProofMemory> proofs(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path file = proofFile(consumer, destination);
    return Files.exists(file) ? readProofs(file) : Optional.empty();
  }

  /** The same of all mirrors, in no order. */
  List<ProofMemory> proofs() throws TidemarkException {
    List<ProofMemory> all = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(mirrorsFolder(), "*" + PROOF_SUFFIX)) {
      for (Path file : files) {
        readProofs(file).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw unusable("read", mirrorsFolder(), e);
    }
    return all;
  }

  /** A damaged record counts as none: the next backup makes it anew, and a proof is due again. */
  private static Optional<ProofMemory> readProofs(Path file) throws TidemarkException {
    try {
      return Optional.of(ProofMemory.parse(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable("read", file, e);
    }
  }

  void remember(Mirror destination, ProofMemory proofs) throws TidemarkException {
    ConsumerName consumer = new ConsumerName(proofs.consumer());
    DurableFile.write(proofFile(consumer, destination), proofs.json());
  }

  /** Where proofs keep the names that they find different. */
  Path driftFile(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path memory = memory(consumer, destination);
    return memory.resolveSibling(memory.getFileName().toString().replace(".json", ".drift"));
  }

  /** The same; those of the last one are gone. */
  Path freshDriftFile(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path file = driftFile(consumer, destination);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable("remove", file, e);
    }
    return file;
  }

  private Path proofFile(ConsumerName consumer, Mirror destination) throws TidemarkException {
    Path memory = memory(consumer, destination);
    String name = memory.getFileName().toString().replace(".json", PROOF_SUFFIX);
    return memory.resolveSibling(name);
  }

  private Path mirrorsFolder() throws TidemarkException {
    Path mirrors = folder.resolve("mirrors");
    makePrivate(mirrors);
    return mirrors;
  }

  private Path memory(ConsumerName consumer, Mirror destination) throws TidemarkException {
    return mirrorsFolder().resolve(Sha256.hex(consumer + "\0" + destination) + ".json");
  }

  static TidemarkException unusable(String what, Path path, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + what + " " + path + ": " + cause,
        "Is the state folder writable, and is there space?",
        cause);
  }
}
