package org.tidemark.journal.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.tidemark.journal.audit.Barrier;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;

/**
 * A barrier in the daemon: a look at what changed since just now makes it read and write all that
 * is queued. Not thread-safe.
 */
final class DaemonBarrier implements Barrier {
  private final SocketJournalClient client;
  private final PathBytes path;

  DaemonBarrier(SocketJournalClient client, PathBytes path) {
    this.client = client;
    this.path = path;
  }

  @Override
  public void pass() throws TidemarkException {
    JsonObject status = client.status();
    Position now =
        Position.parse(
            StatusCheck.text(status, "journal") + ":" + StatusCheck.text(status, "position"));
    try (StoredListReader list = client.changes(List.of(path), new Since.After(now))) {
      list.header();
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "the daemon broke off: " + e.getMessage(), "Its log may say why.", e);
    }
  }
}
