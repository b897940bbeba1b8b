package org.tidemark.netbackup.doubles;

import java.util.List;
import java.util.Optional;

/**
 * How a job of one data stream ended.
 *
 * @param status NetBackup's: 0 good, 1 partial, else failed
 * @param image what is in the catalogue of it
 * @param names what its last try sent, in order
 * @param calls what that try cost to select
 * @param tries how often it was tried
 */
public record JobResult(
    int status,
    Optional<Image> image,
    List<String> names,
    List<String> messages,
    CallCount calls,
    int tries) {

  public boolean isGood() {
    return status == 0;
  }

  JobResult withTries(int count) {
    return new JobResult(status, image, names, messages, calls, count);
  }
}
