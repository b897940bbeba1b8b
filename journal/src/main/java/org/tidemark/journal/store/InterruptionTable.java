package org.tidemark.journal.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Gaps in whose time names may have been out of sight, for those who read the trees then. Unlike
 * the gaps themselves they are kept when they were reconciled: a setting with a line for each, the
 * oldest first. Belongs to its connection's thread.
 */
final class InterruptionTable {
  /** What is older becomes one line, for everything. */
  static final int KEPT = 64;

  private static final String SETTING = "interruptions";

  private final Database database;

  InterruptionTable(Database database) {
    this.database = database;
  }

  /** To be called in the transaction that opens the gap. */
  void note(PathBytes path, Reason reason, JournalState state, long beginMillis)
      throws SQLException {
    if (!reason.mayHideNames()) {
      return;
    }
    List<Gap> all = new ArrayList<>(all());
    all.add(new Gap(0, path, reason, state.lastSequence() + 1, Long.MAX_VALUE, beginMillis));
    while (all.size() > KEPT) {
      Gap oldest = all.remove(0);
      Gap next = all.remove(0);
      all.add(0, both(oldest, next));
    }
    database.update("INSERT OR REPLACE INTO setting VALUES (?, ?)", SETTING, text(all));
  }

  private static Gap both(Gap oldest, Gap next) {
    long begin = Math.max(oldest.beginSequence(), next.beginSequence());
    return new Gap(0, PathBytes.ROOT, next.reason(), begin, Long.MAX_VALUE, 0);
  }

  /** All that are known; their ends are not. */
  List<Gap> all() throws SQLException {
    String text =
        database
            .first(row -> row.getString(1), "SELECT value FROM setting WHERE key = ?", SETTING)
            .orElse("");
    return text.lines().map(InterruptionTable::gap).toList();
  }

  private static String text(List<Gap> gaps) {
    StringBuilder out = new StringBuilder();
    for (Gap gap : gaps) {
      out.append(gap.beginSequence()).append('\t').append(gap.beginMillis()).append('\t');
      out.append(gap.reason().text()).append('\t').append(gap.path()).append('\n');
    }
    return out.toString();
  }

  private static Gap gap(String line) {
    String[] parts = line.split("\t", 4);
    return new Gap(
        0,
        PathBytes.ofText(parts[3]),
        Reason.ofText(parts[2]),
        Long.parseLong(parts[0]),
        Long.MAX_VALUE,
        Long.parseLong(parts[1]));
  }
}
