package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.DirectoryIdentity;

/** What people and programs are told, and what is kept. */
class ReportTest {
  @TempDir private Path temporary;

  @Test
  void aReportCountsWhatRsyncTouchedAndNotWhatWasListed() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("touch src/a src/b src/c");
    tree.full();
    tree.shell("rm src/a; touch src/b");
    Mirrored.Outcome outcome =
        tree.incremental(tree.removed("a"), tree.object("b"), tree.removed("never-mirrored"));
    JsonObject json = JsonParser.parseString(ReportText.json(outcome.report())).getAsJsonObject();
    assertThat(json.getAsJsonObject("listed").get("removed").getAsInt()).isEqualTo(2);
    assertThat(json.get("deleted").getAsInt()).isEqualTo(1);
    assertThat(json.get("exit").getAsInt()).isZero();
    assertThat(outcome.text()).contains("REMOVED 2").contains("1 removed").contains("complete");
  }

  @Test
  void aMarkerIsReadAsItWasWritten() {
    DirectoryIdentity one = new DirectoryIdentity(0, 7, "ef53", "abc", "1-2");
    DirectoryIdentity two = new DirectoryIdentity(0, 8, "1021994", "", "");
    PathBytes odd = PathBytes.ofLatin1("/a \n\u00ff");
    Marker marker =
        new Marker(
            "c",
            "id",
            5,
            one,
            two,
            List.of(new Marker.Mount(odd, two)),
            "name",
            "folder/7",
            Optional.of(new Marker.Begun(7, "boot")));
    assertThat(Marker.parse(marker.json())).isEqualTo(marker);
  }

  @Test
  void btrfsSubvolumesAreToldApartByMoreThanTheirUuid() {
    DirectoryIdentity one = new DirectoryIdentity(1, 256, "9123683e", "aa01", "u");
    DirectoryIdentity other = new DirectoryIdentity(1, 256, "9123683e", "aa02", "u");
    assertThat(one.sameAs(other)).isFalse();
    assertThat(
            new DirectoryIdentity(1, 2, "ef53", "f1", "u")
                .sameAs(new DirectoryIdentity(9, 2, "ef53", "f2", "u")))
        .isTrue();
    assertThat(
            new DirectoryIdentity(1, 2, "ef53", "f1", "u")
                .sameAs(new DirectoryIdentity(1, 2, "ef53", "f1", "v")))
        .isFalse();
  }

  @Test
  void onlySubvolumesShareAFilesystemAcrossDevices() {
    DirectoryIdentity mirror = new DirectoryIdentity(2, 256, "9123683e", "aa01", "u");
    DirectoryIdentity above = new DirectoryIdentity(1, 5, "9123683e", "aa02", "u");
    assertThat(mirror.sharesFilesystemWith(above)).isTrue();
    assertThat(mirror.sharesFilesystemWith(new DirectoryIdentity(1, 5, "9123683e", "aa02", "v")))
        .isFalse();
    assertThat(
            new DirectoryIdentity(2, 256, "9123683e", "aa01", "")
                .sharesFilesystemWith(new DirectoryIdentity(1, 5, "9123683e", "aa02", "")))
        .isFalse();
    assertThat(
            new DirectoryIdentity(2, 2, "ef53", "f1", "u")
                .sharesFilesystemWith(new DirectoryIdentity(1, 2, "ef53", "f1", "u")))
        .isFalse();
    assertThat(
            new DirectoryIdentity(1, 9, "ef53", "f1", "u")
                .sharesFilesystemWith(new DirectoryIdentity(1, 2, "ef53", "f1", "u")))
        .isTrue();
  }

  @Test
  void whatIsMountedBelowAndCanBeSeenIsFound() throws Exception {
    String mountinfo =
        """
        1 0 8:1 / / rw - ext4 /dev/a rw
        2 1 8:2 / /data rw - ext4 /dev/b rw
        3 2 8:3 / /data/a\\040b\\134 rw - xfs /dev/c rw
        4 1 8:4 / /database rw - xfs /dev/d rw
        5 2 8:2 /kept /data/covered/bound rw - ext4 /dev/b rw
        6 2 8:5 / /data/covered rw - ext4 /dev/e rw
        7 6 8:5 /kept /data/covered/again rw - ext4 /dev/e rw
        """;
    MountTable table = MountTable.parse(mountinfo.getBytes(StandardCharsets.US_ASCII));
    assertThat(MountsBelow.in(table, PathBytes.ofUtf8("/data")))
        .containsExactly(
            PathBytes.ofUtf8("/data/a b\\"),
            PathBytes.ofUtf8("/data/covered"),
            PathBytes.ofUtf8("/data/covered/again"));
  }

  @Test
  void vanishedNamesAreReadWithTheirEscapes() {
    assertThat(VanishedNames.in("file has vanished: \"/s/a\\#012\\#377\""))
        .contains(PathBytes.ofLatin1("/s/a\n\u00ff"));
    assertThat(VanishedNames.in("directory has vanished: \"/s/a\" (in module)"))
        .contains(PathBytes.ofUtf8("/s/a"));
    assertThat(VanishedNames.in("rsync: link_stat \"/s/a\" failed")).isEmpty();
  }
}
