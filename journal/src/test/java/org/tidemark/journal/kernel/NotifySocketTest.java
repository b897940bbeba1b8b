package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Supervisor;

/** One datagram for each message, at either kind of address. */
class NotifySocketTest {
  @TempDir private Path folder;

  private static void isHeard(String address) {
    try (Supervisor supervisor = new Supervisor(address)) {
      String status = "STATUS=" + "ü".repeat(1_000);
      int sent =
          NotifySocket.at(address)
              .orElseThrow()
              .send("READY=1\n" + status, NotifySocket.NO_DESCRIPTOR);
      assertThat(sent).isZero();
      Eventually.await("the whole message", () -> supervisor.heard(status) == 1);
      assertThat(supervisor.heard("READY=1")).isEqualTo(1);
    }
  }

  @Test
  void reachesAPath() {
    isHeard(folder.resolve("notify").toString());
  }

  @Test
  void reachesAnAbstractName() {
    isHeard("@tidemark" + folder.toString().hashCode());
  }

  @Test
  void saysWhyNobodyCanBeTold() {
    NotifySocket nobody = NotifySocket.at(folder.resolve("nobody").toString()).orElseThrow();
    assertThat(nobody.send("READY=1", NotifySocket.NO_DESCRIPTOR)).isEqualTo(-Errno.ENOENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "@", "relative", "vsock:2:1"})
  void knowsNoOtherAddress(String address) {
    assertThat(NotifySocket.at(address)).isEmpty();
    assertThat(NotifySocket.at("/" + "long".repeat(30))).isEmpty();
  }
}
