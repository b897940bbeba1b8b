package org.tidemark.bacula;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/**
 * The job that a list builds on. Bacula names one, Bareos only its time; but one that went on by
 * times has no window, and one of which names were skipped is not whole: those before them are.
 * Used by one thread.
 */
final class BaseJob {
  /** So early that no window is: the roots are listed. */
  private static final BuiltOn NONE = new BuiltOn("", 1);

  private static final String COMMITTED = "committed";

  private final SocketJournalClient client;
  private final JobRecords records;
  private final FilesetWords words;
  private final BuiltOn builtOn;

  /** For a job whose list is asked for now. */
  BaseJob(SocketJournalClient client, JobRecords records, FilesetWords words)
      throws TidemarkException {
    this.client = client;
    this.records = records;
    this.words = words;
    builtOn = found(words.builtOn());
  }

  /** What the daemon is told. */
  BuiltOn builtOn() {
    return builtOn;
  }

  private BuiltOn found(BuiltOn named) throws TidemarkException {
    if (named.isNothing()) {
      return named;
    }
    String key = named.key().isEmpty() ? newestNotAfter(named) : named.key();
    String whole = records.lastListed(key);
    return whole.isEmpty() ? confirmed(named) : new BuiltOn(whole, named.notAfterMillis());
  }

  private String newestNotAfter(BuiltOn named) throws TidemarkException {
    return windows().stream()
        .filter(each -> each.openedMillis() <= named.notAfterMillis())
        .map(WindowInfo::key)
        .findFirst()
        .orElse("");
  }

  /** In place of one of which nobody knows what it was built on; others may have failed. */
  private BuiltOn confirmed(BuiltOn named) throws TidemarkException {
    for (WindowInfo each : windows()) {
      String whole = records.lastListed(each.key());
      boolean early = each.openedMillis() <= named.notAfterMillis();
      if (each.state().equals(COMMITTED) && early && !whole.isEmpty()) {
        return new BuiltOn(whole, named.notAfterMillis());
      }
    }
    return NONE;
  }

  /** Of earlier runs of the job, those that may be its base; the newest first. */
  private List<WindowInfo> windows() throws TidemarkException {
    String consumer = words.consumer().text();
    return client.windows().stream()
        .filter(each -> each.consumer().equals(consumer))
        .filter(each -> !each.key().isEmpty() && !each.key().equals(words.job().text()))
        .filter(each -> each.state().equals("listed") || each.state().equals(COMMITTED))
        .toList();
  }

  /**
   * The job that Bacula looked for by times and in which it may so have missed names; none since
   * has them. Empty if there is none, or if a Full was made since.
   *
   * @param window that is no full
   */
  Optional<String> byTimesSince(WindowInfo window) throws TidemarkException {
    List<WindowInfo> bases =
        windows().stream().filter(each -> each.end() == window.base()).toList();
    Optional<WindowInfo> base =
        bases.stream()
            .filter(each -> each.key().equals(builtOn.key()))
            .findFirst()
            .or(() -> bases.stream().findFirst());
    boolean raised =
        base.filter(each -> each.level() == Level.FULL && each.asked() != Level.FULL).isPresent();
    String key = base.map(WindowInfo::key).orElse(builtOn.key());
    return raised ? Optional.of(key) : records.byTimesSince(key);
  }
}
