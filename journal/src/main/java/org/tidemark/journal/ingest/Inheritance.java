package org.tidemark.journal.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.PassedDescriptor;
import org.tidemark.journal.source.InheritedMarks;

/**
 * What an earlier daemon left behind: its ring, and the fanotify descriptors that it read into it.
 * Whatever is of no use is closed, and its keeper told. Starting thread; the marks go to the ingest
 * thread.
 */
public final class Inheritance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

  private final Kernel kernel;
  private final String journal;
  private final DescriptorKeeper keeper;
  private final InheritedMarks marks = new InheritedMarks();
  private final Map<Integer, PassedDescriptor> sources = new HashMap<>();
  private final String refusal;
  private final @Nullable Ring ring;
  private boolean ringTaken;

  private Inheritance(
      Kernel kernel, String journal, DescriptorKeeper keeper, List<PassedDescriptor> passed) {
    this.kernel = kernel;
    this.journal = journal;
    this.keeper = keeper;
    FormerRing.Outcome outcome = ring(passed);
    this.ring = outcome.ring();
    this.refusal = outcome.refusal();
    passed.forEach(each -> sort(each, outcome));
  }

  /** Of a daemon that has none, and of which nothing is kept. */
  static Inheritance none(Kernel kernel, String journal) {
    return of(kernel, journal, DescriptorKeeper.NONE, List.of());
  }

  /**
   * @param journal id of the journal that is open now
   * @param passed all that was handed to this process; owned here from now on
   */
  public static Inheritance of(
      Kernel kernel, String journal, DescriptorKeeper keeper, List<PassedDescriptor> passed) {
    return new Inheritance(kernel, journal, keeper, passed);
  }

  private FormerRing.Outcome ring(List<PassedDescriptor> passed) {
    List<PassedDescriptor> rings =
        passed.stream()
            .filter(each -> KeptName.parse(each.name()).filter(KeptName::isRing).isPresent())
            .toList();
    if (rings.size() != 1) {
      return FormerRing.Outcome.refused(
          rings.isEmpty() ? "nothing of an earlier daemon came back" : "several rings came back");
    }
    return FormerRing.takeOver(kernel, rings.get(0).descriptor(), journal);
  }

  private void sort(PassedDescriptor each, FormerRing.Outcome outcome) {
    Optional<KeptName> name =
        KeptName.parse(each.name())
            .filter(one -> ring != null && one.ring().equals(ring.header().id()));
    if (name.isEmpty()) {
      drop(each);
    } else if (!name.get().isRing()) {
      addSource(each, name.get().source(), outcome);
    }
  }

  private void addSource(PassedDescriptor each, int number, FormerRing.Outcome outcome) {
    boolean second = sources.containsKey(number);
    String why =
        second || outcome.detached().contains(number)
            ? "it had been given up"
            : marks.add(number, each.descriptor());
    if (why.isEmpty()) {
      sources.put(number, each);
    } else {
      LOG.info("{} came back and is of no use: {}", each.name(), why);
      drop(each);
    }
  }

  private void drop(PassedDescriptor each) {
    kernel.close(each.descriptor());
    keeper.forget(each.name());
  }

  /** Why no history goes on over the restart; empty if that of some filesystem may. */
  public String refusal() {
    return refusal;
  }

  /** For the sources, before they start. */
  public InheritedMarks marks() {
    return marks;
  }

  /** Closes what no source wanted; after all of them were started. */
  public void dropRest() {
    List<Integer> rest = new ArrayList<>(marks.takeRest());
    rest.forEach(number -> drop(sources.remove(number)));
  }

  /** Closes what was not taken; it stays with its keeper, for the next attempt. */
  @Override
  public void close() {
    marks.takeRest().forEach(number -> kernel.close(sources.get(number).descriptor()));
    if (ring != null && !ringTaken) {
      ring.close();
    }
  }

  DescriptorKeeper keeper() {
    return keeper;
  }

  /**
   * The ring to use.
   *
   * @param capacity of a new one; one that came back keeps its own
   */
  Ring ring(int capacity) throws IOException {
    if (ring != null) {
      ringTaken = true;
      return ring;
    }
    Ring fresh = Ring.create(kernel, capacity, journal);
    keeper.keep(new KeptName(fresh.header().id(), 0).text(), fresh.descriptor());
    return fresh;
  }
}
