package org.tidemark.journal.control.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.Sha256;

/**
 * Where the control socket lies: {@code STATE/control.sock}, or a short path in the run folder to
 * which that name is a link. {@code sun_path} of unix(7) holds 108 bytes with the NUL at its end.
 */
public final class SocketPath {
  private static final int LONGEST = 107;

  private SocketPath() {}

  /** The public name, whatever its length. */
  public static Path name(Path state) {
    return state.resolve("control.sock");
  }

  public static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  /** A name in the run folder that no other state folder has. */
  public static Path shortName(Path state, Path run) {
    return run.resolve("control-" + Sha256.hex(state.toString()).substring(0, 16) + ".sock");
  }

  /** What a client connects to: the name, or what it is a link to. */
  public static Path toConnect(Path state) throws IOException {
    Path name = name(state);
    return Files.isSymbolicLink(name) ? name.resolveSibling(Files.readSymbolicLink(name)) : name;
  }
}
