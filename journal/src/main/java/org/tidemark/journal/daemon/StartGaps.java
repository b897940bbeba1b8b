package org.tidemark.journal.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StartReport;
import org.tidemark.journal.store.StoreException;

/**
 * At every start there is a gap from where the journal ends to now; here its reasons are found by
 * comparing what is watched now with what was watched last. Ingest thread only.
 */
final class StartGaps {
  private static final String SETTING = "roots";

  /** A root as the journal remembers it. */
  private record Remembered(boolean nested, Set<String> exclusions, RootIdentity identity) {}

  private final StartReport report;
  private final boolean lost;
  private final List<Root> roots;
  private final Map<PathBytes, RootIdentity> identities;
  private final Continuity continuity;

  /** Where the gaps of those roots would begin that may go on without one. */
  private final Map<PathBytes, Long> begins = new HashMap<>();

  /** Those whose gaps a walk may sort by time. */
  private final List<Root> sortedByTime = new ArrayList<>();

  /** As the other, of a daemon to which nothing of an earlier one came back. */
  StartGaps(
      StartReport report, boolean lost, List<Root> roots, Map<PathBytes, RootIdentity> identities) {
    this(report, lost, roots, identities, Continuity.none(report));
  }

  /**
   * @param lost whether a journal was here before, and is lost
   * @param identities of each root, by its path
   * @param continuity which roots go on without a gap
   */
  StartGaps(
      StartReport report,
      boolean lost,
      List<Root> roots,
      Map<PathBytes, RootIdentity> identities,
      Continuity continuity) {
    this.continuity = continuity;
    this.report = report;
    this.lost = lost;
    this.roots = List.copyOf(roots);
    this.identities = Map.copyOf(identities);
  }

  /** Opens the gaps; before any source starts. */
  void open(SqliteJournalStore store) throws StoreException {
    Map<PathBytes, Remembered> before = remembered(store);
    List<Gap> older = openGaps(store);
    continuity.load(store);
    for (Root root : roots) {
      boolean relaxed = isRelaxed(root, before.get(root.path()));
      // First, so that lists name it: what is newly included may be older than the stop.
      if (relaxed) {
        store.openGap(root.path(), Reason.EXCLUSION_RELAXED, 0);
      }
      Reason reason = reasonFor(root, before.get(root.path()));
      long begin = beginOf(root, reason, older);
      if (reason.isReconcilableByTime() && !relaxed) {
        sortedByTime.add(root);
      }
      if (continuity.mayGoOn(root, reason, relaxed, older)) {
        begins.put(root.path(), begin);
      } else {
        store.openGap(root.path(), reason, begin);
      }
    }
    continuity.begin(store, begins.values());
    endOlderGaps(store, before);
  }

  /** Milliseconds since 1970; 0 where nothing is known of what was there before. */
  private long beginOf(Root root, Reason reason, List<Gap> older) {
    if (!reason.isReconcilableByTime()) {
      return 0;
    }
    long begin =
        continuity.doubtfulSince(report.cleanStop() ? report.stoppedMillis() : seenUntil());
    for (Gap gap : older) {
      if (gap.path().isUnder(root.path()) || root.path().isUnder(gap.path())) {
        begin = Math.min(begin, gap.beginMillis());
      }
    }
    return begin;
  }

  /** Events may have waited for a while when the last transaction was written. */
  private long seenUntil() {
    long vouched = report.vouchedMillis();
    return vouched == 0 ? report.lastWallMillis() : Math.min(vouched, report.lastWallMillis());
  }

  /** Gaps that an earlier run left open end here: the start gap stands for them now. */
  private void endOlderGaps(JournalStore store, Map<PathBytes, Remembered> before)
      throws StoreException {
    for (Gap gap : openGaps(store)) {
      boolean ours =
          roots.stream()
              .anyMatch(
                  root ->
                      root.path().equals(gap.path())
                          && isOurs(gap.reason(), root, before.get(root.path())));
      if (!ours) {
        store.closeGap(gap.path(), gap.reason());
      }
    }
  }

  /** Of the others everything is listed; after {@link #open}. */
  List<Root> sortedByTime() {
    return sortedByTime;
  }

  private boolean isOurs(Reason reason, Root root, Remembered before) {
    return reason == reasonFor(root, before)
        || (reason == Reason.EXCLUSION_RELAXED && isRelaxed(root, before));
  }

  private static List<Gap> openGaps(JournalStore store) throws StoreException {
    try (JournalReader reader = store.openReader()) {
      return reader.gapsAfter(reader.lastSequence()).stream().filter(Gap::isOpen).toList();
    }
  }

  /** Everything is followed: the gaps end, and what is watched is remembered. */
  void close(SqliteJournalStore store) throws StoreException {
    Map<PathBytes, Remembered> before = remembered(store);
    for (Root root : roots) {
      if (continuity.goesOn(root)) {
        continue;
      }
      Reason reason = reasonFor(root, before.get(root.path()));
      Long begin = begins.get(root.path());
      if (begin != null) {
        store.openGap(root.path(), reason, begin);
      }
      store.closeGap(root.path(), reason);
      if (isRelaxed(root, before.get(root.path()))) {
        store.closeGap(root.path(), Reason.EXCLUSION_RELAXED);
      }
    }
    store.putSetting(SETTING, toJson());
  }

  /** Every root counts as new at the next start. */
  static void forget(JournalStore store) throws StoreException {
    store.putSetting(SETTING, "[]");
  }

  private Reason reasonFor(Root root, Remembered before) {
    if (report.restoredCopy()) {
      return Reason.JOURNAL_RESTORED;
    }
    if (before == null || report.newJournal()) {
      return lost ? Reason.JOURNAL_LOST : Reason.NEW_ROOT;
    }
    RootIdentity now = identities.getOrDefault(root.path(), RootIdentity.UNKNOWN);
    if (!before.identity().filesystem().equals(now.filesystem())) {
      return Reason.FILESYSTEM_REPLACED;
    }
    if (!before.identity().directory().equals(now.directory())) {
      return Reason.ROOT_REPLACED;
    }
    return report.cleanStop() ? Reason.DAEMON_DOWN : Reason.UNCLEAN_STOP;
  }

  private static boolean isRelaxed(Root root, Remembered before) {
    return before != null
        && (!new HashSet<>(root.exclusions().patterns()).containsAll(before.exclusions())
            || (root.nested() && !before.nested()));
  }

  private static Map<PathBytes, Remembered> remembered(JournalStore store) throws StoreException {
    Map<PathBytes, Remembered> found = new HashMap<>();
    try {
      String text = store.setting(SETTING).orElse("[]");
      for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
        JsonObject root = element.getAsJsonObject();
        Set<String> exclusions = new HashSet<>();
        root.getAsJsonArray("exclusions").forEach(one -> exclusions.add(one.getAsString()));
        found.put(
            PathBytes.ofText(root.get("path").getAsString()),
            new Remembered(root.get("nested").getAsBoolean(), exclusions, identity(root)));
      }
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      // Not readable: every root counts as new, which lists more.
      found.clear();
    }
    return found;
  }

  /** Earlier versions did not remember the directory: it counts as another one once. */
  private static RootIdentity identity(JsonObject root) {
    JsonElement directory = root.get("directory");
    return new RootIdentity(
        root.get("identity").getAsString(), directory == null ? "" : directory.getAsString());
  }

  private String toJson() {
    JsonArray all = new JsonArray();
    for (Root root : roots) {
      JsonObject one = new JsonObject();
      JsonArray exclusions = new JsonArray();
      root.exclusions().patterns().forEach(exclusions::add);
      one.addProperty("path", root.path().toString());
      one.addProperty("nested", root.nested());
      one.add("exclusions", exclusions);
      RootIdentity identity = identities.getOrDefault(root.path(), RootIdentity.UNKNOWN);
      one.addProperty("identity", identity.filesystem());
      one.addProperty("directory", identity.directory());
      all.add(one);
    }
    return all.toString();
  }
}
