package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;

class ScratchFilesystemTest {
  @ParameterizedTest
  @EnumSource(ScratchFilesystem.Kind.class)
  void isARealFilesystemOfItsKindAndLeavesNothingBehind(ScratchFilesystem.Kind kind)
      throws IOException {
    PathBytes place;
    String device;
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      place = filesystem.path();
      device = filesystem.device().orElse("");
      MountTable.Mount mount = MountTable.read().covering(place).orElseThrow();
      assertThat(mount.place()).isEqualTo(place);
      assertThat(kind.name().toLowerCase(Locale.ROOT)).startsWith(mount.type());

      filesystem.tree().write("f\u00ff", "kept");
      filesystem.bind(place, filesystem.beside("alias").top());
      assertThat(filesystem.beside("alias").exists("f\u00ff")).isTrue();
    }
    assertThat(MountTable.read().covering(place).orElseThrow().place()).isNotEqualTo(place);
    assertThat(Files.exists(Path.of(new String(place.bytes(), StandardCharsets.UTF_8)))).isFalse();
    if (!device.isEmpty()) {
      assertThat(Programs.run("losetup", device).exitCode()).isNotZero();
    }
  }

  @Test
  void isUnmountedEvenWhenBusy() throws IOException {
    PathBytes place;
    OpenFile held;
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      place = filesystem.path();
      filesystem.tree().write("f", "x");
      held = filesystem.tree().open("f");
      assertThat(filesystem.tryUnmount()).isFalse();
    }
    assertThat(MountTable.read().covering(place).orElseThrow().place()).isNotEqualTo(place);
    held.close();
  }

  @Test
  void aDeviceCanBeUnmountedAndMountedAgainWithItsContent() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      filesystem.tree().write("f", "kept");
      filesystem.unmount();
      assertThat(filesystem.tree().exists("f")).isFalse();
      filesystem.mount();
      assertThat(filesystem.tree().read("f")).asString().isEqualTo("kept");
    }
  }
}
