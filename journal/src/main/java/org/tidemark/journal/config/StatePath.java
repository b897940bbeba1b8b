package org.tidemark.journal.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths of our own folders, which must be text: SQLite and the socket take them as text. */
final class StatePath {
  private StatePath() {}

  /**
   * @param latin1 one character per byte; may be relative to the working directory
   * @throws IllegalArgumentException if the bytes are no UTF-8, or the locale cannot hold them
   */
  static Path ofLatin1(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the name of a folder of ours must be valid UTF-8", e);
    }
  }

  /**
   * @param text as the JVM decoded it
   * @throws IllegalArgumentException if it holds what the JVM could not decode
   */
  static Path of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the path is empty");
    }
    if (text.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException("the name of a folder of ours must be valid UTF-8");
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the locale cannot represent this path; set LC_ALL=C.UTF-8", e);
    }
  }
}
