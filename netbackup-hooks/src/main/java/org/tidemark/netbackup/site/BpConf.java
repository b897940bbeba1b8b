package org.tidemark.netbackup.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The client's own settings, {@code netbackup/bp.conf}: lines {@code KEY = value}. */
public final class BpConf {
  private final List<String> lines;

  private BpConf(List<String> lines) {
    this.lines = lines;
  }

  /** No settings where the file cannot be read. */
  public static BpConf of(Openv openv) {
    try {
      return new BpConf(
          Files.readAllLines(openv.netbackup().resolve("bp.conf"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return new BpConf(List.of());
    }
  }

  /** The first value of a key; empty if it is not set. */
  public String value(String key) {
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0 && line.substring(0, equals).strip().equals(key)) {
        return line.substring(equals + 1).strip();
      }
    }
    return "";
  }

  /** The first server is the primary. */
  public String primary() {
    return value("SERVER");
  }

  /** This client's name in the catalogue. */
  public String client() {
    String name = value("CLIENT_NAME");
    return name.isEmpty() ? hostName() : name;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
