package org.tidemark.netbackup.runs;

import java.util.List;
import org.tidemark.journal.client.JournalClient.WindowInfo;

/**
 * A window of an installation's consumer, and the list that was made from it. Immutable.
 *
 * @param number grows, is never reused
 * @param key of the window, so that a hook that was killed leaves none behind unknown
 * @param window 0 until it is open
 * @param digest of the include list; empty for the window of a true full, which has none
 * @param placedMillis when the list came into its place; 0 if it never did
 * @param replacedMillis when the next one took its place; 0 if it is in place
 * @param entries of the list
 * @param userNames how many names wait for a user backup
 * @param pending how many names nothing saves: no image of this list is whole
 * @param notes for people
 */
public record Generation(
    long number,
    String key,
    State state,
    long window,
    String digest,
    long placedMillis,
    long replacedMillis,
    long entries,
    long userNames,
    long pending,
    List<String> notes) {

  /** How far it came. */
  public enum State {
    /** Being made; if nobody makes it any more, it comes to nothing. */
    OPENING,
    /** The list is whole, and may be in place. */
    MADE,
    PLACED,
    /** Of a base's run: there is a window, and no list. */
    FULL,
    COMMITTED,
    ABORTED
  }

  public Generation {
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  static Generation opening(long number, String key) {
    return new Generation(number, key, State.OPENING, 0, "", 0, 0, 0, 0, 0, List.of());
  }

  Generation in(State other) {
    return new Generation(
        number,
        key,
        other,
        window,
        digest,
        placedMillis,
        replacedMillis,
        entries,
        userNames,
        pending,
        notes);
  }

  Generation full(long itsWindow) {
    return new Generation(number, key, State.FULL, itsWindow, "", 0, 0, 0, 0, 0, notes);
  }

  Generation made(long itsWindow, String itsDigest, MadeList list) {
    return new Generation(
        number,
        key,
        State.MADE,
        itsWindow,
        itsDigest,
        0,
        0,
        list.list().entries().size(),
        list.list().userNames().size(),
        list.list().pending().size(),
        list.list().notes());
  }

  Generation placed(long millis) {
    return new Generation(
        number, key, State.PLACED, window, digest, millis, 0, entries, userNames, pending, notes);
  }

  Generation replaced(long millis) {
    return new Generation(
        number,
        key,
        state,
        window,
        digest,
        placedMillis,
        millis,
        entries,
        userNames,
        pending,
        notes);
  }

  /** Whether that window is its own, or may be, while it is being made. */
  boolean owns(WindowInfo its) {
    return state == State.OPENING ? its.key().startsWith(key) : isLive() && its.id() == window;
  }

  /** Its window is still the journal's, neither committed nor given up. */
  boolean isLive() {
    return window != 0 && (state == State.MADE || state == State.PLACED || state == State.FULL);
  }

  /** Nobody makes it, reads it, or will commit it any more. */
  boolean isPast() {
    boolean inPlace = placedMillis > 0 && replacedMillis == 0;
    return !isLive() && state != State.OPENING && !inPlace;
  }
}
