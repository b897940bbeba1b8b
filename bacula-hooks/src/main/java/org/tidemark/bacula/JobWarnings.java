package org.tidemark.bacula;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/**
 * What people must know of one job: its next script prints it, for only that comes into Bacula's
 * own log, and the job saves it, so that {@code restore-clean} can say it again. One thread.
 */
final class JobWarnings {
  private final JobName job;
  private final ConsumerName consumer;
  private final JobRecords records;
  private final Path place;

  /**
   * @param consumer that of the manifests beside which they are saved
   */
  JobWarnings(Path state, JobName job, ConsumerName consumer) throws TidemarkException {
    this.job = job;
    records = new JobRecords(state, job.consumer());
    this.consumer = consumer;
    place = BackupWarnings.place(state.toAbsolutePath(), consumer);
  }

  void add(long millis, String what) throws TidemarkException, IOException {
    records.warned(job, millis, what);
    Path unused = saved();
  }

  /** The file that the job saves, with what is known by now: Bacula asks before it reads. */
  Path saved() throws TidemarkException, IOException {
    List<String> all = List.copyOf(records.warnings(job));
    new BackupWarnings(consumer.text(), job.text(), all).write(place);
    return place;
  }
}
