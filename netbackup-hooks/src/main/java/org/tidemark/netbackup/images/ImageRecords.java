package org.tidemark.netbackup.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads what {@code bpimagelist -l} prints: a line IMAGE for each image, its fields parted by
 * blanks in a fixed order, then lines HISTO and FRAG, which do not matter here.
 */
final class ImageRecords {
  private static final Logger LOG = Logger.getLogger(ImageRecords.class.getName());
  private static final int CLIENT = 1;
  private static final int ID = 5;
  private static final int POLICY = 6;
  private static final int SCHEDULE = 10;
  private static final int TYPE = 11;
  private static final int TIME = 13;

  private ImageRecords() {}

  static List<Image> read(String output) {
    List<Image> out = new ArrayList<>();
    for (String line : output.split("\r?\n", -1)) {
      if (line.startsWith("IMAGE ")) {
        image(line).ifPresent(out::add);
      } else if (!line.isBlank() && !line.startsWith("HISTO") && !line.startsWith("FRAG")) {
        LOG.log(Level.INFO, "bpimagelist prints what is not known: {0}", line);
      }
    }
    return out;
  }

  private static Optional<Image> image(String line) {
    String[] fields = line.split(" ", -1);
    try {
      return Optional.of(
          new Image(
              fields[ID],
              fields[CLIENT],
              fields[POLICY],
              fields[SCHEDULE],
              Image.Type.ofNumber(fields[TYPE]),
              Long.parseLong(fields[TIME]),
              1));
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      LOG.log(Level.INFO, "bpimagelist prints an image that is not understood: {0}", line);
      return Optional.empty();
    }
  }
}
