package org.tidemark.bacula;

/**
 * A job as the catalogue has it.
 *
 * @param level F, D, I
 * @param status T good, E error, f fatal, A cancelled
 */
record JobRow(long id, String name, String level, String status, long files, long errors) {
  boolean isGood() {
    return status.equals("T");
  }
}
