package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One extended attribute.
 *
 * @param name one character per byte
 */
record XattrLine(String name, byte[] value) {
  private static final String HEX = "0x";

  /**
   * Reads a line {@code name=0xHEX}; an empty value may be left out.
   *
   * @throws IllegalArgumentException for anything else
   */
  static XattrLine parse(String line) {
    int equals = line.indexOf('=');
    String value = equals < 0 ? HEX : line.substring(equals + 1);
    if (value.equals("\"\"")) {
      value = HEX;
    }
    if (!value.startsWith(HEX)) {
      throw new IllegalArgumentException("not an extended attribute: " + line);
    }
    String name = XattrReader.unescape(equals < 0 ? line : line.substring(0, equals));
    return new XattrLine(name, HexFormat.of().parseHex(value.substring(HEX.length())));
  }

  byte[] nameBytes() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }
}
