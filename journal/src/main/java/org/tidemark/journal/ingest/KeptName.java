package org.tidemark.journal.ingest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which a descriptor is kept: it tells the descriptors of one ring from those of
 * another, so that records are never read with somebody else's numbers.
 *
 * @param ring the ring's id
 * @param source the source's number in that ring; 0 for the ring itself
 */
record KeptName(String ring, int source) {
  private static final Pattern FORM =
      Pattern.compile("tidemark\\.([0-9a-f]{8})\\.(?:ring|fanotify\\.([1-9][0-9]{0,8}))");

  /** Empty for a name that we never give. */
  static Optional<KeptName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String source = matcher.group(2);
    return Optional.of(
        new KeptName(matcher.group(1), source == null ? 0 : Integer.parseInt(source)));
  }

  boolean isRing() {
    return source == 0;
  }

  /** ASCII without colons, as FDNAME in sd_notify(3) has to be. */
  String text() {
    return "tidemark." + ring + (isRing() ? ".ring" : ".fanotify." + source);
  }
}
