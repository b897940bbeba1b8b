package org.tidemark.journal.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Finds and reads the configuration. The command line wins over the environment, which wins over
 * the file, which wins over the defaults. The file is read as bytes: a path in it means exactly its
 * bytes.
 */
public final class ConfigLoader {
  /** Read if it exists and {@code --config} names no other. */
  public static final Path USUAL_FILE = Path.of("/etc/tidemark/tidemark.conf");

  private static final Path USUAL_STATE = Path.of("/var/lib/tidemark");

  private final Path usualFile;

  public ConfigLoader() {
    this(USUAL_FILE);
  }

  ConfigLoader(Path usualFile) {
    this.usualFile = usualFile;
  }

  /**
   * All of the configuration.
   *
   * @throws TidemarkException with CONFIGURATION, naming every problem and its line
   */
  public JournalConfig load(Overrides overrides) throws TidemarkException {
    return readFile(overrides).withOverrides(overrides, state(overrides));
  }

  /**
   * Only where the state folder is; the file is not read if something stronger names it, so that a
   * broken file keeps nobody from committing a window.
   */
  public Path stateFolder(Overrides overrides) throws TidemarkException {
    Path given = state(overrides);
    if (overrides.config() != null) {
      configFile(overrides);
    }
    if (given != null) {
      return given;
    }
    return readFile(overrides).withOverrides(overrides, null).state();
  }

  /** Null if neither the command line nor the environment names it. */
  private static Path state(Overrides overrides) throws TidemarkException {
    if (overrides.state() != null) {
      return own("--state", () -> StatePath.ofLatin1(overrides.state()));
    }
    String variable = overrides.environment().get("TIDEMARK_STATE");
    return variable == null || variable.isEmpty()
        ? null
        : own("TIDEMARK_STATE", () -> StatePath.of(variable));
  }

  /** Makes a path, or throws IllegalArgumentException. */
  private interface PathReader {
    Path read();
  }

  private static Path own(String where, PathReader reader) throws TidemarkException {
    try {
      return reader.read();
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION, where + ": " + e.getMessage(), "Choose another folder.", e);
    }
  }

  private FileSettings readFile(Overrides overrides) throws TidemarkException {
    Path file = configFile(overrides);
    if (file == null) {
      return FileSettings.read(List.of(), USUAL_STATE, new Problems(""));
    }
    Problems problems = new Problems(file.toString());
    FileSettings settings =
        FileSettings.read(IniFile.read(content(file), problems), USUAL_STATE, problems);
    problems.throwIfAny();
    return settings;
  }

  /** Null if there is none. */
  private Path configFile(Overrides overrides) throws TidemarkException {
    if (overrides.config() == null) {
      return Files.exists(usualFile) ? usualFile : null;
    }
    Path file = own("--config", () -> StatePath.ofLatin1(overrides.config()));
    if (!Files.exists(file)) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION, "the configuration " + file + " does not exist", "");
    }
    return file;
  }

  /** Some exceptions say the path only, which stands there already. */
  private static String why(IOException failure) {
    return failure instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(failure.getMessage());
  }

  private static String content(Path file) throws TidemarkException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION,
          "cannot read the configuration " + file + ": " + why(e),
          "With --state, most commands need no configuration.",
          e);
    }
  }
}
