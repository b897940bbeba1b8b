package org.tidemark.journal.list;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Reason;

/**
 * How much a list holds.
 *
 * @param kinds number of entries of each kind; every kind is present
 * @param reasons number of entries of each reason that occurs
 * @param linksUnknown entries of files some of whose names are not on the list
 */
public record ListSummary(
    Map<EntryKind, Long> kinds, Map<Reason, Long> reasons, long linksUnknown) {

  public ListSummary {
    kinds = Map.copyOf(kinds);
    reasons = Map.copyOf(reasons);
  }

  /**
   * Counts a kept list.
   *
   * @throws IOException if it is cut short
   */
  public static ListSummary of(StoredListReader list) throws IOException {
    Map<EntryKind, Long> kinds = new EnumMap<>(EntryKind.class);
    Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    long linksUnknown = 0;
    for (EntryKind kind : EntryKind.values()) {
      kinds.put(kind, 0L);
    }
    for (Entry entry = list.next(); entry != null; entry = list.next()) {
      kinds.merge(entry.kind(), 1L, Long::sum);
      reasons.merge(entry.reason(), 1L, Long::sum);
      linksUnknown += entry.linksKnown() < entry.links() ? 1 : 0;
    }
    return new ListSummary(kinds, reasons, linksUnknown);
  }

  public long entries() {
    return kinds.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Lines for people: kinds, then reasons. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (EntryKind kind : EntryKind.values()) {
      out.append(JsonListWriter.lower(kind)).append(' ').append(kinds.get(kind)).append('\n');
    }
    new TreeMap<>(reasons)
        .forEach(
            (reason, count) ->
                out.append("reason ").append(reason.text()).append(' ').append(count).append('\n'));
    if (linksUnknown > 0) {
      out.append("names unknown ").append(linksUnknown).append('\n');
    }
    return out.toString();
  }
}
