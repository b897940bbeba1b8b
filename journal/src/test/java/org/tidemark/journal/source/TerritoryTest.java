package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

class TerritoryTest {
  private static final String SYSTEM = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";
  private static final String DATA = "2 1 8:2 / /data rw - xfs /dev/sdb rw\n";
  private static final String VOLUME = "3 2 8:3 / /data/volume rw - ext4 /dev/sdc rw\n";
  private static final String ALIAS = "4 2 8:2 /a /data/b rw - xfs /dev/sdb rw\n";
  private static final String PROC = "5 2 0:5 / /data/proc rw - proc proc rw\n";

  private static MountTable table(String... lines) {
    try {
      return MountTable.parse(String.join("", lines).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PathBytes path(String text) {
    return PathBytes.ofUtf8(text);
  }

  private static Root root(String text, boolean nested) {
    return new Root(path(text), path(text), nested, Exclusions.NONE);
  }

  private static Territory of(boolean nested, String... lines) {
    Map<PathBytes, PathBytes> homes = Map.of(path("/data"), path("/data"));
    return Territory.of(table(lines), List.of(root("/data", nested)), homes);
  }

  private static List<String> places(Territory territory) {
    return territory.parts().stream().map(part -> part.place().toString()).toList();
  }

  @Test
  void aPlainRootCoversItsOwnFilesystemOnly() {
    assertThat(places(of(false, SYSTEM, DATA, VOLUME, ALIAS))).containsExactly("/data");
  }

  @Test
  void aNestedRootCoversWhatIsMountedBelowButNothingMadeUpByTheKernel() {
    assertThat(places(of(true, SYSTEM, DATA, VOLUME, ALIAS, PROC)))
        .containsExactlyInAnyOrder("/data", "/data/volume", "/data/b");
  }

  @Test
  void whatShowsThroughAtAnUnmountedRootIsNotTheRoots() {
    assertThat(places(of(false, SYSTEM))).isEmpty();
  }

  @Test
  void aFilesystemThatIsGoneIsNotMounted() {
    assertThat(of(true, SYSTEM).changesSince(of(true, SYSTEM, DATA, VOLUME)))
        .containsOnly(
            entry(path("/data"), Reason.NOT_MOUNTED),
            entry(path("/data/volume"), Reason.NOT_MOUNTED));
  }

  @Test
  void aMountOnTopIsToldApartFromAReplacement() {
    String over = "9 2 0:33 / /data rw - tmpfs tmpfs rw\n";
    String other = "9 1 8:9 / /data rw - xfs /dev/sdz rw\n";
    String same = "9 1 8:2 / /data rw - xfs /dev/sdb rw\n";
    Territory before = of(false, SYSTEM, DATA);
    assertThat(of(false, SYSTEM, DATA, over).changesSince(before))
        .containsOnly(entry(path("/data"), Reason.MOUNTED_OVER));
    assertThat(of(false, SYSTEM, other).changesSince(before))
        .containsOnly(entry(path("/data"), Reason.FILESYSTEM_REPLACED));
    assertThat(of(false, SYSTEM, same).changesSince(before))
        .containsOnly(entry(path("/data"), Reason.MOUNT_CHANGED));
  }

  @Test
  void otherOptionsAreNoChange() {
    Territory readOnly = of(false, SYSTEM, DATA.replace("rw", "ro"));
    assertThat(readOnly.changesSince(of(false, SYSTEM, DATA))).isEmpty();
  }

  @Test
  void whatComesToLightBelowAPlainRootWasOutOfSight() {
    assertThat(of(false, SYSTEM, DATA).changesSince(of(false, SYSTEM, DATA, VOLUME)))
        .containsOnly(entry(path("/data/volume"), Reason.MOUNT_CHANGED));
    assertThat(of(false, SYSTEM, DATA, VOLUME).changesSince(of(false, SYSTEM, DATA))).isEmpty();
  }

  @Test
  void aDirectoryAppearsAtEachAliasButNotBehindWhatIsMountedOnIt() {
    Territory territory = of(true, SYSTEM, DATA, VOLUME, ALIAS);
    List<TerritoryPart> xfs =
        territory.parts().stream().filter(part -> part.mount().device().equals("8:2")).toList();
    FilesystemView view = FilesystemView.of(territory.table(), xfs, place -> 0).orElseThrow();

    assertThat(view.outerPaths(path("/a/d"), 1))
        .containsExactlyInAnyOrder(path("/data/a/d"), path("/data/b/d"));
    assertThat(view.outerPaths(path("/volume/d"), 1)).isEmpty();
    assertThat(view.access().place()).isEqualTo(path("/data"));
    assertThat(view.access().isDetached()).isFalse();
  }

  @Test
  void aSubvolumeIsReachedThroughADetachedMountOfItsFilesystem() {
    String subvolume = "2 1 0:40 /sub /data rw - btrfs /dev/sdb ro,subvol=/sub\n";
    MountAccess access = MountAccess.to(table(SYSTEM, subvolume), "0:40").orElseThrow();
    assertThat(access.isDetached()).isTrue();
    assertThat(access.readOnly()).isTrue();
  }
}
