package org.tidemark.bacula;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.testing.Programs;

/**
 * Bacula's own daemons, from Debian packages that were unpacked, or installed.
 *
 * @param root what stands for {@code /}
 */
record BaculaPrograms(Path root) {
  private static final String WHY_NOT =
      "no Bacula daemons with an SQLite catalogue: scripts/test unpacks Debian's packages";

  /** Empty if there are none. */
  static Optional<BaculaPrograms> find() {
    String given = System.getProperty("tidemark.bacula", "");
    List<Path> places = List.of(Path.of(given), Path.of("../target/bacula"), Path.of("/"));
    return places.stream()
        .filter(place -> !place.toString().isEmpty())
        .map(place -> new BaculaPrograms(place.toAbsolutePath().normalize()))
        .filter(BaculaPrograms::isWhole)
        .findFirst();
  }

  /** For {@code @EnabledIf}; says why not in the report of skipped tests. */
  static boolean areThere() {
    return find().isPresent() && Programs.exists("sqlite3");
  }

  static String whyNot() {
    return WHY_NOT;
  }

  private boolean isWhole() {
    return Files.isExecutable(program("bacula-dir"))
        && Files.isExecutable(program("bacula-sd"))
        && Files.isExecutable(program("bacula-fd"))
        && Files.isExecutable(program("bconsole"))
        && Files.exists(schema());
  }

  Path program(String name) {
    return root.resolve("usr/sbin").resolve(name);
  }

  /** Makes an empty catalogue. */
  Path schema() {
    return root.resolve("usr/share/dbconfig-common/data/bacula-director-sqlite3/install/sqlite3");
  }

  /** The packages' libraries name the folder where they would be installed. */
  String libraryPath() {
    return root.resolve("usr/lib/bacula") + ":" + root.resolve("usr/lib/x86_64-linux-gnu");
  }
}
