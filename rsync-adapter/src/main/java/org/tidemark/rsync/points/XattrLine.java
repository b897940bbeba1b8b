package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One extended attribute.
 *
 * @param name one character per byte
 * @param hex its value, two digits per byte
 */
record XattrLine(String name, String hex) {
  private static final String HEX = "0x";

  /**
   * Reads a line {@code name=0xHEX}; an empty value may be left out.
   *
   * @throws IllegalArgumentException for anything else
   */
  static XattrLine parse(String line) {
    int equals = line.indexOf('=');
    String value = equals < 0 || line.endsWith("=\"\"") ? HEX : line.substring(equals + 1);
    if (!value.startsWith(HEX)) {
      throw new IllegalArgumentException("not an extended attribute: " + line);
    }
    String name = XattrReader.unescape(equals < 0 ? line : line.substring(0, equals));
    return new XattrLine(name, value.substring(HEX.length()));
  }

  byte[] nameBytes() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] value() {
    return HexFormat.of().parseHex(hex);
  }
}
