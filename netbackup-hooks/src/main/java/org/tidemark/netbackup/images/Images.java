package org.tidemark.netbackup.images;

import java.util.List;
import org.tidemark.journal.model.TidemarkException;

/** The catalogue, as far as this client may see it. */
public interface Images {
  /**
   * The images of a policy that began at that time or later, in no order.
   *
   * @param client its name in the catalogue
   * @param policy one character per byte
   * @param since seconds since 1970
   * @throws TidemarkException if the catalogue cannot be asked: that says nothing about images
   */
  List<Image> images(String client, String policy, long since) throws TidemarkException;
}
