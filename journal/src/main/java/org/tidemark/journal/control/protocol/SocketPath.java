package org.tidemark.journal.control.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    return run.resolve("control-" + digest(state.toString()).substring(0, 16) + ".sock");
  }

  /** What a client connects to: the name, or what it is a link to. */
  public static Path toConnect(Path state) throws IOException {
    Path name = name(state);
    return Files.isSymbolicLink(name) ? name.resolveSibling(Files.readSymbolicLink(name)) : name;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
