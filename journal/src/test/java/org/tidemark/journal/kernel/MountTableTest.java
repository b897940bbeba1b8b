package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ScratchFilesystem;

class MountTableTest {
  private static final String TOP = "1 1 8:1 / / rw - ext4 /dev/sda1 rw\n";

  private static MountTable parse(String text) throws IOException {
    return MountTable.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static PathBytes path(String latin1) {
    return PathBytes.ofLatin1(latin1);
  }

  private static int covering(MountTable table, String path) {
    return table.covering(path(path)).orElseThrow().id();
  }

  @Test
  void everyFieldIsReadAndEscapesAreUndone() throws IOException {
    MountTable table =
        parse(
            TOP
                + "36 1 98:0 /mnt\\0401 /a\\040b\\011c\\012d\\134\u00ff rw,noatime master:1 shared:2"
                + " - xfs /dev/x\\040y rw,errors=continue\n");
    Mount mount = table.byId(36).orElseThrow();
    assertThat(mount.parentId()).isEqualTo(1);
    assertThat(mount.device()).isEqualTo("98:0");
    assertThat(mount.root()).isEqualTo(path("/mnt 1"));
    assertThat(mount.place()).isEqualTo(path("/a b\tc\nd\\\u00ff"));
    assertThat(mount.options()).isEqualTo("rw,noatime");
    assertThat(mount.type()).isEqualTo("xfs");
    assertThat(mount.source()).isEqualTo("/dev/x y");
    assertThat(mount.superOptions()).isEqualTo("rw,errors=continue");
  }

  @Test
  void anEmptySourceAndARootThatIsNoPathAreTaken() throws IOException {
    MountTable table =
        parse(
            TOP + "2 1 0:5 / /t rw - tmpfs  rw,size=4k\n" + "3 1 0:4 net:[40] /n rw - nsfs n rw\n");
    Mount empty = table.byId(2).orElseThrow();
    assertThat(empty.source()).isEmpty();
    assertThat(empty.superOptions()).isEqualTo("rw,size=4k");
    assertThat(table.byId(3).orElseThrow().root()).isEqualTo(PathBytes.ROOT);
  }

  @Test
  void thePathIsCoveredByTheNearestMountThatIsNotMountedOver() throws IOException {
    MountTable table =
        parse(
            TOP
                + "2 1 8:2 / /a rw - ext4 /dev/two rw\n"
                + "3 2 8:3 / /a/b rw - ext4 /dev/three rw\n"
                + "4 2 8:4 / /a rw - ext4 /dev/over-two rw\n");
    assertThat(covering(table, "/x")).isEqualTo(1);
    assertThat(covering(table, "/ab")).isEqualTo(1);
    assertThat(covering(table, "/a")).isEqualTo(4);
    assertThat(covering(table, "/a/b/c")).as("3 lies hidden below 4").isEqualTo(4);
    assertThat(table.below(PathBytes.ROOT)).extracting(Mount::id).containsExactly(4);
  }

  @Test
  void mountsStackedOnOnePlaceAreCoveredByTheTopmost() throws IOException {
    MountTable table =
        parse(
            TOP
                + "2 1 8:2 / /a rw - ext4 two rw\n"
                + "3 2 8:3 / /a rw - ext4 three rw\n"
                + "4 3 8:4 / /a rw - ext4 four rw\n"
                + "5 4 8:5 / /a/in rw - ext4 five rw\n");
    assertThat(covering(table, "/a/x")).isEqualTo(4);
    assertThat(covering(table, "/a/in/x")).isEqualTo(5);
    assertThat(table.below(path("/a"))).extracting(Mount::id).containsExactly(5);
  }

  @Test
  void aRootMountedOverTheFirstRootIsTheRoot() throws IOException {
    MountTable table = parse("1 0 0:1 / / rw - rootfs none rw\n2 1 8:1 / / rw - ext4 /dev/a rw\n");
    assertThat(covering(table, "/etc")).isEqualTo(2);
  }

  @Test
  void linesOfAnotherFormAreRefusedWithTheLine() {
    for (String bad :
        new String[] {"nonsense", "1 1 8:1 / / rw ext4", "x 1 8:1 / / rw - ext4 d rw"}) {
      assertThatThrownBy(() -> parse(bad))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(bad);
    }
  }

  @Test
  void theRunningSystemIsReadWithMountsThatComeAndGo() throws IOException {
    PathBytes place;
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      place = filesystem.path();
      PathBytes odd = filesystem.beside("odd name\twith\nall\\").top();
      filesystem.bind(place, odd);
      MountTable table = MountTable.read();
      assertThat(table.covering(place).orElseThrow().type()).isEqualTo("tmpfs");
      assertThat(table.covering(odd).orElseThrow().place()).isEqualTo(odd);
      assertThat(table.below(place.parent())).extracting(Mount::place).contains(place, odd);
    }
    assertThat(MountTable.read().below(place.parent())).isEmpty();
  }
}
