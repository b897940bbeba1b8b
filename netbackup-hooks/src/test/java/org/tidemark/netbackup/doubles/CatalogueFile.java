package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An image's list of files in the shape of {@code bpflist}, beside the image. Has no state. */
final class CatalogueFile {
  private static final int LINES = 50;

  private CatalogueFile() {}

  static void write(Image image, Path folder) {
    try {
      Files.write(folder.resolve(image.id() + ".f"), lines(image), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A header every fifty lines; the flag {@code in_image} is 2 for names that are TIR data only.
   */
  static List<String> lines(Image image) {
    List<String> lines = new ArrayList<>();
    TreeSet<String> only = new TreeSet<>(image.present());
    image.names().forEach(only::remove);
    List<String> all = new ArrayList<>(image.names());
    all.addAll(only);
    for (int at = 0; at < all.size(); at++) {
      if (at % LINES == 0) {
        lines.add(header(image, Math.min(LINES, all.size() - at)));
      }
      boolean inImage = at < image.names().size();
      String path = all.get(at);
      String rest = "0 root root 0 " + image.time() + " " + image.time() + " " + image.time();
      lines.add(
          String.join(
              " ",
              Integer.toString(inImage ? at + 1 : 0),
              "0",
              Integer.toString(path.length()),
              Integer.toString(rest.length()),
              "0",
              inImage ? "1" : "2",
              "0 0 0",
              path,
              rest));
    }
    return lines;
  }

  private static String header(Image image, int count) {
    return "FILES 8 0 0 "
        + image.time()
        + " "
        + image.type().code()
        + " "
        + image.client()
        + " "
        + image.policy()
        + " "
        + image.id()
        + " - *NULL* "
        + count
        + " 0 unknown unknown 0 0 *NULL*";
  }

  static long kilobytes(List<Path> parts) {
    long bytes = 0;
    for (Path part : parts) {
      try {
        bytes += Files.size(part);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes / 1024;
  }
}
