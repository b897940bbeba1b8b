package org.tidemark.journal.daemon;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StartReport;
import org.tidemark.journal.store.StoreException;

/**
 * Which roots are followed without a gap over a restart: those of which everything that was read
 * and not stored came back, with the descriptors to read on from, and of which nothing else changed
 * meanwhile. In doubt there is a gap. Starting thread until {@link #settle}, then ingest thread.
 */
final class Continuity {
  private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
  private static final String SETTING = "continuity";
  private static final String GAP = "{}: begins with a gap: {}";

  /**
   * Gaps that say nothing against going on: they were over when the events behind them had been
   * read, or, where reading fails still, the heir opens another. What is open is ended and walked.
   */
  private static final Set<Reason> MOMENTARY =
      EnumSet.of(
          Reason.QUEUE_OVERFLOW,
          Reason.BUFFER_FULL,
          Reason.READ_ERROR,
          Reason.FILESYSTEM_ERROR,
          Reason.CHANGED_BY_HANDLE,
          Reason.STORE_ERROR);

  private final StartReport report;
  private final String refusal;
  private final Map<PathBytes, String> before = new HashMap<>();
  private final Map<PathBytes, String> candidates = new HashMap<>();
  private final Set<PathBytes> goingOn = new HashSet<>();
  private Map<PathBytes, String> noted = Map.of();
  private long doubtfulSince;

  /**
   * @param refusal why nothing can go on; empty if something may
   */
  Continuity(StartReport report, String refusal) {
    this.report = report;
    this.refusal = refusal;
  }

  /** Of a daemon that begins anew. */
  static Continuity none(StartReport report) {
    return new Continuity(report, "nothing of an earlier daemon came back");
  }

  /** Reads what the daemon before noted. */
  void load(JournalStore store) throws StoreException {
    try {
      JsonObject all =
          JsonParser.parseString(store.setting(SETTING).orElse("{}")).getAsJsonObject();
      doubtfulSince = all.has("since") ? all.get("since").getAsLong() : 0;
      if (all.has("roots")) {
        for (Map.Entry<String, JsonElement> root : all.getAsJsonObject("roots").entrySet()) {
          before.put(PathBytes.ofText(root.getKey()), root.getValue().getAsString());
        }
      }
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      // Not readable: every root has its gap.
      before.clear();
    }
  }

  /**
   * Whether a root needs no gap, as far as can be told before it is followed.
   *
   * @param reason of the gap that it would have
   * @param relaxed less of it is excluded than before
   * @param open gaps that the daemon before left open
   */
  boolean mayGoOn(Root root, Reason reason, boolean relaxed, List<Gap> open) {
    String why = whyNot(root, reason, relaxed, open);
    if (why.isEmpty()) {
      candidates.put(root.path(), before.get(root.path()));
    } else {
      LOG.info(GAP, root.path(), why);
    }
    return why.isEmpty();
  }

  private String whyNot(Root root, Reason reason, boolean relaxed, List<Gap> open) {
    if (reason != Reason.DAEMON_DOWN && reason != Reason.UNCLEAN_STOP) {
      return reason.text();
    }
    if (!refusal.isEmpty()) {
      return refusal;
    }
    if (!report.sameBoot() || !report.fitsMark()) {
      return "the run folder does not vouch for the database";
    }
    if (relaxed) {
      return "its exclusions or nested were changed";
    }
    if (!before.containsKey(root.path())) {
      return "it was not followed by fanotify marks alone";
    }
    return open.stream()
        .filter(gap -> !MOMENTARY.contains(gap.reason()) && touches(gap, root))
        .findFirst()
        .map(gap -> "it was in a gap already: " + gap.reason().text())
        .orElse("");
  }

  private static boolean touches(Gap gap, Root root) {
    return gap.path().isUnder(root.path()) || root.path().isUnder(gap.path());
  }

  /** The earliest time that a start before this one left in doubt; this one's if there is none. */
  long doubtfulSince(long begin) {
    return doubtfulSince == 0 ? begin : Math.min(begin, doubtfulSince);
  }

  /** Up to when everything is in the journal, wall clock; now where nothing goes on. */
  long knownMillis() {
    return candidates.isEmpty() ? System.currentTimeMillis() : doubtfulSince;
  }

  /**
   * Notes from when on nothing is vouched for if this start fails; before any source starts.
   *
   * @param begins of the gaps that are not opened
   */
  void begin(JournalStore store, Collection<Long> begins) throws StoreException {
    if (!begins.isEmpty()) {
      doubtfulSince = doubtfulSince(Collections.min(begins));
      write(store, before);
    }
  }

  /** Looks whether the roots that may go on do, now that they are followed, and says so. */
  void look(List<Root> roots, Following following) {
    for (Root root : roots) {
      if (candidates.containsKey(root.path())) {
        String why = whyNot(root, following);
        if (why.isEmpty()) {
          goingOn.add(root.path());
          LOG.info("{}: followed without a gap since the daemon before, {}", root.path(), last());
        } else {
          LOG.info(GAP, root.path(), why);
        }
      }
    }
  }

  private String whyNot(Root root, Following following) {
    if (!following.isTakenOver(root)) {
      return "a descriptor of it did not come back with its mark";
    }
    return candidates.get(root.path()).equals(following.situations().get(root.path()))
        ? ""
        : "the directory, or what is mounted there, is not the same";
  }

  /** True if the root has no gap; after {@link #look}. */
  boolean goesOn(Root root) {
    return goingOn.contains(root.path());
  }

  private Instant last() {
    return Instant.ofEpochMilli(report.lastWallMillis()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Everything is followed, or has its gap. */
  void settle(JournalStore store, Following following) throws StoreException {
    doubtfulSince = 0;
    noted = Map.of();
    note(store, following);
  }

  /** Notes what is followed, if it is not what was noted last; after the gaps that go with it. */
  void note(JournalStore store, Following following) throws StoreException {
    Map<PathBytes, String> now = following.situations();
    if (!now.equals(noted)) {
      write(store, now);
      noted = now;
    }
  }

  private void write(JournalStore store, Map<PathBytes, String> situations) throws StoreException {
    JsonObject roots = new JsonObject();
    situations.forEach((path, situation) -> roots.addProperty(path.toString(), situation));
    JsonObject all = new JsonObject();
    all.addProperty("since", doubtfulSince);
    all.add("roots", roots);
    store.putSetting(SETTING, all.toString());
  }
}
