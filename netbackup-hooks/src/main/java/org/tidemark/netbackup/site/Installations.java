package org.tidemark.netbackup.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * All installations of one state folder, each in {@code STATE/netbackup/NAME/installation.json}.
 * One {@code install} or {@code uninstall} writes at a time; readers see whole files.
 */
public final class Installations {
  private static final String FILE = "installation.json";

  private final Path state;

  private Installations(Path state) {
    this.state = state;
  }

  public static Installations in(Path state) {
    return new Installations(state.toAbsolutePath());
  }

  /** Where everything about one installation lies, its runs too. */
  public Path folder(ConsumerName consumer) {
    return top().resolve(ManifestFiles.folder(state, consumer).getFileName());
  }

  private Path top() {
    return state.resolve("netbackup");
  }

  /** Empty for names that nobody could have installed, too. */
  public Optional<Installation> find(String policy, String schedule) throws TidemarkException {
    for (Installation each : all()) {
      if (each.policy().equals(policy) && each.schedule().equals(schedule)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Those whose true full is made by that schedule. */
  public List<Installation> basedOn(String policy, String schedule) throws TidemarkException {
    return all().stream()
        .filter(each -> each.basePolicy().equals(policy) && each.baseSchedule().equals(schedule))
        .toList();
  }

  /** In the order of their names. */
  public List<Installation> all() throws TidemarkException {
    if (!Files.isDirectory(top())) {
      return List.of();
    }
    List<Installation> out = new ArrayList<>();
    try (Stream<Path> folders = Files.list(top())) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve(FILE))) {
          out.add(read(folder.resolve(FILE)));
        }
      }
      return List.copyOf(out);
    } catch (IOException e) {
      throw unusable("read", top(), e);
    }
  }

  private static Installation read(Path file) throws TidemarkException {
    try {
      return InstallationFile.parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw unusable("read", file, e);
    }
  }

  public void save(Installation installation) throws TidemarkException {
    Path file = folder(installation.consumer()).resolve(FILE);
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (SealedFile sealed = new SealedFile(file)) {
        sealed.stream().write(InstallationFile.json(installation).getBytes(StandardCharsets.UTF_8));
        sealed.seal();
      }
    } catch (IOException e) {
      throw unusable("write", file, e);
    }
  }

  /** Forgets it; what is known of its runs stays. */
  public void remove(Installation installation) throws TidemarkException {
    Path file = folder(installation.consumer()).resolve(FILE);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable("remove", file, e);
    }
  }

  private static TidemarkException unusable(String what, Path path, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + what + " " + path + ": " + cause,
        "Is the state folder readable and writable, and is there space?",
        cause);
  }
}
