package org.tidemark.netbackup.site;

/**
 * Where names go that an include list cannot carry: a policy with a schedule of type User Backup.
 *
 * @param policy of the user backup; one character per byte
 * @param schedule of the user backup; one character per byte
 */
public record UserRoute(String policy, String schedule) {
  public UserRoute {
    Openv.fileName(policy);
    Openv.fileName(schedule);
  }
}
