package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.PathBytes;

/**
 * Directories that left their name and may turn up at another: MOVED_FROM whose MOVED_TO was not
 * read yet. Other events may stand between the two. Ingest thread only.
 */
final class PendingMoves {
  /** In place of a cookie: nothing was said of it yet, but another directory took its name. */
  static final int REPLACED = 0;

  /** The two are queued by one system call; what reads them may be slow. */
  private static final long PATIENCE_NANOS = 50_000_000;

  /** One such directory, detached from the tree. */
  static final class Move {
    final int cookie;
    final int node;
    final PathBytes from;
    final long expires;

    /** Something below could not be looked at while it had no place. */
    boolean walkAgain;

    Move(int cookie, int node, PathBytes from) {
      this.cookie = cookie;
      this.node = node;
      this.from = from;
      this.expires = System.nanoTime() + PATIENCE_NANOS;
    }

    /** The event that moves a directory which seemed to be {@link #REPLACED}. */
    Move with(int newCookie) {
      Move move = new Move(newCookie, node, from);
      move.walkAgain = walkAgain;
      return move;
    }
  }

  private final List<Move> moves = new ArrayList<>();

  void add(Move move) {
    moves.add(move);
  }

  /** The partner of a MOVED_TO, or null. */
  @Nullable Move take(int cookie) {
    for (Iterator<Move> each = moves.iterator(); each.hasNext(); ) {
      Move move = each.next();
      if (move.cookie == cookie) {
        each.remove();
        return move;
      }
    }
    return null;
  }

  /**
   * The directory that had this place when another one came to it. Two names that were exchanged
   * give two pairs of events, one after the other: the directory that seems to be replaced is the
   * one that the second pair moves.
   */
  @Nullable Move takeReplaced(PathBytes place) {
    for (Iterator<Move> each = moves.iterator(); each.hasNext(); ) {
      Move move = each.next();
      if (move.cookie == REPLACED && move.from.equals(place)) {
        each.remove();
        return move;
      }
    }
    return null;
  }

  /** Gives up waiting for those that are due. */
  void expire(IntConsumer gone) {
    while (!moves.isEmpty() && moves.get(0).expires - System.nanoTime() < 0) {
      gone.accept(moves.remove(0).node);
    }
  }

  /** What lies below this detached directory must be walked once it has a place again. */
  void walkAgain(int node) {
    for (Move move : moves) {
      move.walkAgain |= move.node == node;
    }
  }

  boolean isEmpty() {
    return moves.isEmpty();
  }

  void forEach(IntConsumer action) {
    moves.forEach(move -> action.accept(move.node));
  }
}
