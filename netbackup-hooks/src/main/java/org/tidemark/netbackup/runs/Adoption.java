package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tidemark.journal.client.ConsumerInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;

/**
 * Takes an image that was there before the installation for its true full: until there is a base,
 * lists hold what the journal knows to have changed since that image began. The journal must go
 * back as far; whatever it cannot vouch for is a gap, as always. The base begins with the first
 * image of such a list.
 */
public final class Adoption {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Clocks of servers and clients differ. */
  private static final Duration EARLIER = Duration.ofMinutes(10);

  private final Surroundings surroundings;

  public Adoption(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** An image that began then, in seconds since 1970 by the clock of its server. */
  public static Since image(long time) {
    return new Since.Time(Instant.ofEpochSecond(time).minus(EARLIER));
  }

  /**
   * Makes an installation count from there on.
   *
   * @throws TidemarkException with REFUSED if it has a base of its own
   */
  public void adopt(Installation installation, Since since) throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    SocketJournalClient client = surroundings.daemon().connect();
    for (ConsumerInfo each : client.consumers()) {
      boolean ours = each.name().equals(installation.consumer().text());
      if (ours && !each.incrementalBase().isEmpty()) {
        throw new TidemarkException(
            ExitCode.REFUSED,
            "there is a base already, " + each.incrementalBase(),
            "To begin anew: tidemark consumer forget '" + each.name() + "'");
      }
    }
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      file.save(file.ledger().withAdopted(text(since)));
    }
    surroundings.log().say(place.name(), "lists count from " + text(since) + " on (adopted)");
  }

  private static String text(Since since) {
    if (since instanceof Since.After after) {
      return after.position().toString();
    }
    if (since instanceof Since.Time time) {
      return "@" + time.instant().toEpochMilli();
    }
    throw new IllegalArgumentException("an image began at a time or a position");
  }

  /** What {@link #text} wrote; empty for an empty text. */
  static Optional<Since> since(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        text.startsWith("@")
            ? new Since.Time(Instant.ofEpochMilli(Long.parseLong(text.substring(1))))
            : new Since.After(Position.parse(text)));
  }
}
