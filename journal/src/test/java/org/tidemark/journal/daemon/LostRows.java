package org.tidemark.journal.daemon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Takes rows out of a journal behind its daemon's back: losses as no fault could make them. */
final class LostRows {
  private LostRows() {}

  /** The rows of that name in any directory; how many there were. */
  static int named(Path state, String name) throws SQLException {
    String url = "jdbc:sqlite:" + state.resolve("journal.db");
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM change WHERE name = ?")) {
      connection.createStatement().execute("PRAGMA busy_timeout = 10000");
      delete.setBytes(1, name.getBytes(StandardCharsets.ISO_8859_1));
      return delete.executeUpdate();
    }
  }
}
