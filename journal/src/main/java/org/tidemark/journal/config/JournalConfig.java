package org.tidemark.journal.config;

import static java.util.stream.Collectors.toMap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.store.RetentionCaps;

/**
 * Everything that can be configured; the rest of the program sees only this.
 *
 * @param state absolute path of the state folder
 * @param run absolute path of the run folder, which a boot empties
 * @param source for trees whose section names none
 * @param flushMillis longest time that an event waits before it is written
 * @param pendingBytes memory for changes not yet written; beyond it children collapse into their
 *     directory
 * @param ringBytes buffer between the kernel and ingest
 * @param windowExpiryMillis a window whose client is silent for so long is aborted
 * @param inotifyThreads that arm watches at the same time
 * @param linkCensus whether the tree is read in the background for names of files with several
 *     links
 * @param linkWalk whether a list waits for such a reading where names of a changed file are not
 *     known
 * @param reconcile whether what gaps left in doubt is looked for in the background
 * @param reconcileThreads that walk at the same time
 */
public record JournalConfig(
    Path state,
    Path run,
    List<FilesystemConfig> filesystems,
    List<ConsumerConfig> consumers,
    SourceChoice source,
    int flushMillis,
    long pendingBytes,
    long ringBytes,
    RetentionCaps retention,
    long windowExpiryMillis,
    int inotifyThreads,
    boolean linkCensus,
    boolean linkWalk,
    boolean reconcile,
    int reconcileThreads) {

  public JournalConfig {
    filesystems = List.copyOf(filesystems);
    consumers = List.copyOf(consumers);
  }

  /** For each consumer that has any, the programs whose setting back of times it need not know. */
  public Map<ConsumerName, List<PathBytes>> timeResets() {
    return consumers.stream()
        .filter(consumer -> !consumer.timeResetsBy().isEmpty())
        .collect(toMap(ConsumerConfig::name, ConsumerConfig::timeResetsBy, (one, same) -> one));
  }

  public Optional<ConsumerConfig> consumer(ConsumerName name) {
    return consumers.stream().filter(consumer -> consumer.name().equals(name)).findFirst();
  }
}
