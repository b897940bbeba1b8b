package org.tidemark.journal.client;

import java.time.Instant;
import org.tidemark.journal.model.Position;

/** From where on changes are looked at. */
public sealed interface Since {
  /** Everything that the journal still knows. */
  record Beginning() implements Since {}

  /** After a position of this very journal. */
  record After(Position position) implements Since {}

  /** Since a time, by the journal's own coarse record of the clock. */
  record Time(Instant instant) implements Since {}
}
