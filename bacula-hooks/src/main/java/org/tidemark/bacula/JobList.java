package org.tidemark.bacula;

import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;

/** The list that belongs to one run of a job; it can be read more than once. */
interface JobList {
  StoredListReader open() throws TidemarkException;

  /**
   * The window of a job; the same for each call with that job's name.
   *
   * @param builtOn whose end is the base; not looked at for a full
   * @throws TidemarkException REFUSED if that name has the list of another level
   */
  static WindowInfo window(SocketJournalClient client, FilesetWords words, BuiltOn builtOn)
      throws TidemarkException {
    Level level = words.level().orElseThrow();
    OpenCall call =
        new OpenCall(
            words.consumer(),
            level,
            words.job().text(),
            words.trees().paths(),
            "",
            false,
            null,
            null,
            level == Level.FULL ? BuiltOn.NOTHING : builtOn);
    WindowInfo window = client.open(call);
    if (window.level() != Level.FULL && window.asked() != level) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          words.job().text() + " has the list of an " + window.asked() + ", which is no " + level,
          "Run the job again: under a new name it gets a list of its own.");
    }
    return window;
  }

  /** What a job would get now, without a window; null if that is everything. */
  static JobList look(SocketJournalClient client, FilesetWords words) throws TidemarkException {
    if (words.level().isEmpty() || words.level().get() == Level.FULL) {
      return null;
    }
    String consumer = words.consumer().text();
    long floor = client.status().get("floor").getAsLong();
    for (WindowInfo window : client.windows()) {
      boolean known = window.state().equals("listed") || window.state().equals("committed");
      if (known
          && window.end() >= floor
          && window.consumer().equals(consumer)
          && window.key().equals(words.builtOn().key())) {
        Position base = new Position(window.journalId(), window.end());
        return () -> client.changes(words.trees().paths(), new Since.After(base));
      }
    }
    return null;
  }
}
