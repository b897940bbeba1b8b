package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.lists.ListBuilder;
import org.tidemark.netbackup.lists.ListSettings;
import org.tidemark.netbackup.lists.OutOfSight;
import org.tidemark.netbackup.lists.Scope;
import org.tidemark.netbackup.lists.Sentinel;

/**
 * A backup of what changed that needs no scheduler: window, user backup, and the commit when the
 * image is there. Used by one thread of one process at a time.
 *
 * @param folder for its list
 * @param walkOnGap whether a tree that cannot be vouched for is saved whole
 */
record WindowBackup(
    Path state,
    Path folder,
    ConsumerName consumer,
    Level level,
    List<PathBytes> paths,
    boolean walkOnGap,
    Kernel kernel) {
  private static final String KEY = "user-";

  WindowBackup {
    paths = List.copyOf(paths);
  }

  SavedNames save(SocketJournalClient client, UserBackup backup) throws TidemarkException {
    abortFormer(client);
    String key = KEY + System.currentTimeMillis();
    WindowInfo window =
        client.open(new OpenCall(consumer, level, key, paths, "", false, null, null));
    boolean committed = false;
    try {
      SavedNames saved = save(client, window, backup);
      if (saved.isComplete()) {
        client.commit(window.id());
        committed = true;
      }
      return saved;
    } finally {
      if (!committed) {
        client.abort(window.id());
      }
    }
  }

  private SavedNames save(JournalClient client, WindowInfo window, UserBackup backup)
      throws TidemarkException {
    BuiltList list = list(client, window);
    if (list.refusal().isPresent()) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "there is no list: " + list.refusal().get().why(),
          "Try again when 'tidemark status' shows no gap, or say --walk-on-gap.");
    }
    TreeSet<PathBytes> names = new TreeSet<>(list.entries());
    names.addAll(list.userNames());
    SavedNames saved =
        backup.save(names, folder.resolve("user-list"), "tidemark window " + window.id());
    List<String> notes = new ArrayList<>(list.notes());
    list.pending().forEach(path -> notes.add("not saved: " + path));
    list.unsaved().forEach(path -> notes.add("never saved by NetBackup: " + path));
    notes.addAll(saved.notes());
    Optional<String> hidden =
        new OutOfSight(client.interruptions()).why(window, names, Long.MAX_VALUE);
    hidden.ifPresent(notes::add);
    boolean part = saved.isComplete() && (!list.pending().isEmpty() || hidden.isPresent());
    return new SavedNames(part ? SavedNames.Result.PARTIAL : saved.result(), saved.why(), notes);
  }

  /** A user backup takes what an include list cannot carry, and as many names as there are. */
  private BuiltList list(JournalClient client, WindowInfo window) throws TidemarkException {
    PathBytes manifest = Sentinel.of(ManifestFiles.of(state, consumer, window.id()));
    ListSettings settings =
        new ListSettings(
            Scope.of(client.roots(), paths),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            true,
            walkOnGap || window.level() == Level.FULL,
            List.of(manifest));
    try (StoredListReader changes = client.list(window.id())) {
      return new ListBuilder(settings, kernel).build(changes);
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot make the list of window " + window.id() + ": " + e, "", e);
    }
  }

  /** A backup that was killed left a window, which would hold the journal back. */
  private void abortFormer(SocketJournalClient client) throws TidemarkException {
    for (WindowInfo window : client.windows()) {
      boolean ours = window.consumer().equals(consumer.text()) && window.key().startsWith(KEY);
      if (ours && (window.state().equals("open") || window.state().equals("listed"))) {
        client.abort(window.id());
      }
    }
  }
}
