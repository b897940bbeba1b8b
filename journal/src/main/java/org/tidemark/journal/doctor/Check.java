package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.List;
import org.tidemark.journal.model.TidemarkException;

/** One concern. Stateless; changes nothing on the machine. */
interface Check {
  /** Name of the concern, as in {@link Finding#check}. */
  String name();

  /**
   * What was found, in the order in which it is to be read.
   *
   * @throws IOException if it could not be found out at all, which is a finding, too
   * @throws TidemarkException likewise
   */
  List<Finding> look(Surroundings here) throws IOException, TidemarkException;
}
