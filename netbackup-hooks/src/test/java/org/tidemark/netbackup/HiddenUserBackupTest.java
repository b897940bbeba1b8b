package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.Image;

/** Hazard 20 in a user backup: what was not mounted for a moment may be missing in the image. */
class HiddenUserBackupTest {
  private static final int PARTIAL = 6;

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

  private NetBackupSite.Said backup(String... more) {
    return site.userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME, more);
  }

  private String gaps() {
    String status =
        site.tidemark(List.of("status", "--json", "--state", site.state().toString())).output();
    return JsonParser.parseString(status).getAsJsonObject().get("gaps").toString();
  }

  private void unmountForAMoment() {
    site.disk().unmount();
    Eventually.await("the unmount is told", () -> gaps().contains("not-mounted"));
    site.disk().mount();
  }

  @Test
  void whatWasUnmountedWhileItRanIsSavedAgain() {
    site.tree().write("old", "x");
    backup("--level", "full").orFail();
    site.tree().write("new", "x");
    site.netbackup().beforeCatalogue(this::unmountForAMoment);

    NetBackupSite.Said said = backup();

    assertThat(said.code()).as(said.output()).isEqualTo(PARTIAL);
    assertThat(said.output()).contains("out of sight");
    site.netbackup().beforeCatalogue(() -> {});
    Eventually.await("no gap is left", () -> gaps().equals("[]"));
    backup().orFail();
    List<Image> images = site.netbackup().catalogue().images();
    assertThat(images.get(images.size() - 1).names()).contains(site.tree().path("new").latin1());
  }
}
