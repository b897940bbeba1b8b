package org.tidemark.journal.doctor;

import java.util.List;

/**
 * How an adapter module adds its own check to {@code tidemark doctor}; found through ServiceLoader.
 */
public interface AdapterCheck {
  /**
   * Looks at what the adapter needs; may run programs and write below the folder for temporary
   * files, nowhere else.
   */
  List<Finding> look();
}
