package org.tidemark.rsync.proof;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.NulRecords;

/** Reads a file of keys, each with one character that says something about it. Not thread-safe. */
final class KeyedRecords implements Closeable {
  private static final char END_OF_KEY = 1;

  private final NulRecords records;
  private String key;
  private String value;

  KeyedRecords(Path file) throws IOException {
    records = new NulRecords(Files.newInputStream(file));
  }

  /** How a record looks in the file, its NUL left out. */
  static String record(String key, String value) {
    return key + END_OF_KEY + value;
  }

  /**
   * Sorts a file by its keys, without doubles.
   *
   * @param work a local folder for what does not fit into memory
   */
  static void sort(Programs programs, Path file, Path target, Path work) throws TidemarkException {
    Program program =
        Program.of(
            "sort",
            "-z",
            "-u",
            "-T",
            Program.latin1(work),
            "-o",
            Program.latin1(target),
            "--",
            Program.latin1(file));
    Programs.Result sorted = programs.run(program);
    if (sorted.exit() != 0) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE, "cannot sort names: " + sorted.errors().strip(), "");
    }
  }

  /** Goes to the next record; false at the end. */
  boolean next() throws IOException {
    String record = records.next();
    if (record == null) {
      key = null;
      return false;
    }
    int end = record.indexOf(END_OF_KEY);
    key = record.substring(0, end);
    value = record.substring(end + 1);
    return true;
  }

  /** Null before the first and behind the last. */
  String key() {
    return key;
  }

  String value() {
    return value;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
