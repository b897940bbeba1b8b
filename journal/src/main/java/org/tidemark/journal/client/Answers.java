package org.tidemark.journal.client;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.control.protocol.BadMessageException;
import org.tidemark.journal.control.protocol.Message;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.model.Reason;

/** Answers of the daemon as records. */
final class Answers {
  private Answers() {}

  static WindowInfo window(Message window) throws BadMessageException {
    return new WindowInfo(
        window.number(Protocol.ID),
        window.text(Protocol.CONSUMER),
        window.text(Protocol.KEY),
        window.level(Protocol.ASKED),
        window.level(Protocol.LEVEL),
        window.text(Protocol.JOURNAL),
        window.number(Protocol.BASE),
        window.number(Protocol.END),
        window.text(Protocol.STATE),
        window.number(Protocol.ENTRIES),
        window.number(Protocol.OPENED));
  }

  static List<WindowInfo> windows(Message answer) throws BadMessageException {
    List<WindowInfo> windows = new ArrayList<>();
    for (Message window : answer.objects(Protocol.WINDOWS)) {
      windows.add(window(window));
    }
    return windows;
  }

  static List<RootInfo> roots(Message answer) throws BadMessageException {
    List<RootInfo> roots = new ArrayList<>();
    for (Message root : answer.objects(Protocol.ROOTS)) {
      roots.add(
          new RootInfo(
              root.path(Protocol.PATH),
              root.flag(Protocol.NESTED),
              root.texts(Protocol.EXCLUSIONS)));
    }
    return roots;
  }

  static List<Interruption> interruptions(Message status) throws BadMessageException {
    List<Interruption> all = new ArrayList<>();
    for (Message each : status.objects(Protocol.INTERRUPTIONS)) {
      all.add(
          new Interruption(
              each.path(Protocol.PATH),
              Reason.ofText(each.text(Protocol.REASON)),
              each.number(Protocol.BEGIN),
              each.number(Protocol.SINCE)));
    }
    return all;
  }

  static List<ConsumerInfo> consumers(Message answer) throws BadMessageException {
    List<ConsumerInfo> consumers = new ArrayList<>();
    for (Message consumer : answer.objects(Protocol.CONSUMERS)) {
      consumers.add(consumer(consumer));
    }
    return consumers;
  }

  private static ConsumerInfo consumer(Message consumer) throws BadMessageException {
    return new ConsumerInfo(
        consumer.text(Protocol.NAME),
        consumer.paths(Protocol.PATHS),
        consumer.text(Protocol.DESTINATION),
        consumer.textOrEmpty(Protocol.FULL_BASE),
        consumer.textOrEmpty(Protocol.INCREMENTAL_BASE),
        consumer.flag(Protocol.STALE),
        consumer.number(Protocol.CHANGED));
  }
}
