package org.tidemark.rsync.points;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * The file {@code renames}: directories that were renamed on the mirror before the passes.
 *
 * @param parents what the directories were that hold old and new names, before the first rename;
 *     ABSENT where one was made for a new name
 * @param moves in the order in which they were made
 */
public record Renames(List<Before> parents, List<Move> moves) {
  /** No renames. */
  public static final Renames NONE = new Renames(List.of(), List.of());

  /**
   * One rename(2).
   *
   * @param device of the directory, as seen before
   * @param inode of the directory
   * @param from its old name; like the new one in a mirror where all moves before took place
   */
  public record Move(long device, long inode, PathBytes from, PathBytes to) {}

  public Renames {
    parents = List.copyOf(parents);
    moves = List.copyOf(moves);
  }

  public boolean isEmpty() {
    return moves.isEmpty() && parents.isEmpty();
  }

  /** The same parents with fewer moves. */
  public Renames with(List<Move> others) {
    return new Renames(parents, others);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parents.forEach(parent -> append(out, parent.text()));
    for (Move move : moves) {
      append(out, "M " + move.device() + ":" + move.inode() + " " + MirrorName.text(move.from()));
      append(out, MirrorName.text(move.to()));
    }
    append(out, "E " + (parents.size() + moves.size()));
    return out.toByteArray();
  }

  private static void append(ByteArrayOutputStream out, String record) {
    out.writeBytes(record.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if it is cut short or something else
   */
  static Renames parse(byte[] bytes) throws IOException {
    List<Before> parents = new ArrayList<>();
    List<Move> moves = new ArrayList<>();
    try (NulRecords records = new NulRecords(new ByteArrayInputStream(bytes))) {
      String record = required(records);
      while (!record.startsWith("E ")) {
        if (record.startsWith("M ")) {
          moves.add(move(record, required(records)));
        } else {
          parents.add(Before.parse(record));
        }
        record = required(records);
      }
      requireCount(record, parents.size() + moves.size());
    } catch (IllegalArgumentException e) {
      throw new IOException("not a file of renames: " + e.getMessage(), e);
    }
    return new Renames(parents, moves);
  }

  private static void requireCount(String end, int count) throws IOException {
    if (!end.equals("E " + count)) {
      throw new IOException("the end record of the renames does not count " + count);
    }
  }

  private static String required(NulRecords records) throws IOException {
    String record = records.next();
    if (record == null) {
      throw new EOFException("the renames have no end record");
    }
    return record;
  }

  private static Move move(String record, String to) {
    String[] fields = record.split(" ", 3);
    String[] id = fields[1].split(":");
    if (fields.length < 3 || id.length != 2) {
      throw new IllegalArgumentException("not a rename");
    }
    return new Move(
        Long.parseLong(id[0]),
        Long.parseLong(id[1]),
        MirrorName.parse(fields[2]),
        MirrorName.parse(to));
  }
}
