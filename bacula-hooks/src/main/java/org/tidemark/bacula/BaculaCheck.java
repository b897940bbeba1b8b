package org.tidemark.bacula;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;

/**
 * What can be seen of Bacula's configuration on this machine: the guards without which a list of
 * changes loses files. Bacula ignores case and blanks in names of directives. Stateless.
 */
public final class BaculaCheck implements AdapterCheck {
  private static final String NAME = "bacula";
  private static final Pattern GUARD = Pattern.compile("disablecommand=\"?[^\n;}]*accurate");

  private final Path folder;

  public BaculaCheck() {
    this(Path.of("/etc/bacula"));
  }

  BaculaCheck(Path folder) {
    this.folder = folder;
  }

  /** Nothing for a machine without Bacula. */
  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    try {
      fileDaemon(folder.resolve("bacula-fd.conf"), findings);
      List<Resource> resources = new ArrayList<>();
      for (Path file : directorFiles()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        resources.addAll(ResourceParser.parse(file, text));
      }
      findings.addAll(new DirectorCheck(resources).look());
    } catch (IOException e) {
      findings.add(Finding.yellow(NAME, folder.toString(), "cannot be read: " + e, "run as root"));
    }
    return findings;
  }

  private static void fileDaemon(Path file, List<Finding> findings) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    boolean guarded = GUARD.matcher(directives(file)).find();
    findings.add(
        guarded
            ? Finding.green(NAME, file.toString(), "refuses jobs with Accurate")
            : Finding.yellow(
                NAME,
                file.toString(),
                "jobs with Accurate are not refused: they would drop all files that are not listed",
                "tidemark bacula config --part client"));
  }

  private List<Path> directorFiles() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files.filter(BaculaCheck::mayBeTheDirectors).sorted().toList();
    }
  }

  private static boolean mayBeTheDirectors(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".conf")
        && !List.of("bacula-fd.conf", "bacula-sd.conf", "bconsole.conf").contains(name)
        && Files.isRegularFile(file);
  }

  /** In lower case, without blanks and comments. */
  private static String directives(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1)
        .replaceAll("#[^\n]*", "")
        .replaceAll("[ \t]", "")
        .toLowerCase(Locale.ROOT);
  }
}
