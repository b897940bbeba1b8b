package org.tidemark.journal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** The numbered SQL files beside this class; their README says when each runs. */
final class Schema {
  /** {@code TDMK}. */
  static final int APPLICATION_ID = 0x54444D4B;

  /** File N makes version N of version N-1. */
  private static final List<String> FILES =
      List.of("001-journal.sql", "002-reconcile.sql", "003-links.sql", "004-witness.sql");

  static final int VERSION = FILES.size();

  private Schema() {}

  /** Brings a database of an older version, 0 for an empty one, to ours. */
  static void upgrade(Database database) throws SQLException, StoreException {
    long version = database.number("PRAGMA user_version");
    for (int next = (int) version + 1; next <= VERSION; next++) {
      upgradeTo(next, database);
    }
  }

  private static void upgradeTo(int version, Database database) throws StoreException {
    database.transaction(
        "making schema version " + version,
        () -> {
          database.execute(text(FILES.get(version - 1)));
          database.execute("PRAGMA application_id = " + APPLICATION_ID);
          database.execute("PRAGMA user_version = " + version);
          return null;
        });
  }

  private static String text(String file) {
    try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading schema/" + file, e);
    }
  }
}
