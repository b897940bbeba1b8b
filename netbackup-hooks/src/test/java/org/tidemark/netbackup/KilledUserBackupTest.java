package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.netbackup.doubles.Behaviours;

/** What a user backup leaves in the journal that was killed before it had noted anything. */
class KilledUserBackupTest {
  @TempDir Path folder;
  private NetBackupSite site;

  @BeforeEach
  void start() throws Exception {
    site = NetBackupSite.start(folder, Behaviours.usual(), 1);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private WindowInfo opened(SocketJournalClient client, String consumer, String key)
      throws Exception {
    return client.open(
        new OpenCall(
            new ConsumerName(consumer),
            Level.INCREMENTAL,
            key,
            List.of(site.tree().top()),
            "",
            false,
            null,
            null));
  }

  @Test
  void theNextOneGivesUpItsWindowAndNobodyElses() throws Exception {
    site.tree().write("f", "x");
    String consumer = "netbackup:" + NetBackupSite.USERS + "/" + NetBackupSite.ANY_TIME;
    try (SocketJournalClient client = SocketJournalClient.connect(site.state())) {
      long left = opened(client, consumer, "user-1").id();
      long another = opened(client, consumer, "generation-1").id();
      long foreign = opened(client, "rsync:mail", "user-1").id();

      site.userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME, "--level", "full").orFail();

      assertThat(client.show(left)).hasValueSatisfying(is("aborted"));
      assertThat(client.show(another)).hasValueSatisfying(is("open"));
      assertThat(client.show(foreign)).hasValueSatisfying(is("open"));
    }
  }

  private static Consumer<WindowInfo> is(String state) {
    return window -> assertThat(window.state()).isEqualTo(state);
  }
}
