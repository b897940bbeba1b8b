package org.tidemark.rsync.points;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.TidemarkException;

/** Makes the file {@code sums} of what was transferred. */
final class SumMaker {
  private static final int MD5_DIGITS = 32;

  private final Bulk bulk;
  private final Path work;

  SumMaker(Bulk bulk, Path work) {
    this.bulk = bulk;
    this.work = work;
  }

  /**
   * Makes it.
   *
   * @param complete whether all that was transferred is on the mirror; else it is read there
   */
  void make(Touched touched, boolean complete, Path target) throws IOException, TidemarkException {
    try (BufferedWriter out = Files.newBufferedWriter(target, StandardCharsets.US_ASCII)) {
      Path transfers = touched.transfers();
      join(complete ? transfers : sumsOnMirror(namesOf(transfers)), out);
      join(sumsOnMirror(touched.withoutSum()), out);
    }
  }

  /** Where rsync told no checksum that counts, the mirror's machine reads the files. */
  private Path sumsOnMirror(Path names) throws IOException, TidemarkException {
    Path output = work.resolve("md5");
    bulk.run(Bulk.MD5, names, output);
    Path pairs = work.resolve("md5-pairs");
    try (NulRecords in = new NulRecords(Files.newInputStream(output));
        NulWriter out = new NulWriter(pairs)) {
      for (String line = in.next(); line != null; line = in.next()) {
        out.add(line.substring(MD5_DIGITS + 2));
        out.add(line.substring(0, MD5_DIGITS));
      }
    }
    return pairs;
  }

  /** What is not there any more, because a later pass removed it, is passed over. */
  private void join(Path pairs, BufferedWriter out) throws IOException, TidemarkException {
    Path found = look(pairs);
    try (NulRecords wanted = new NulRecords(Files.newInputStream(pairs));
        NulRecords there = new NulRecords(Files.newInputStream(found))) {
      String[] file = fields(there.next());
      for (String name = wanted.next(); name != null; name = wanted.next()) {
        String sum = wanted.next();
        if (file != null && file[3].equals(name)) {
          out.write(sum(file, sum).line());
          out.write('\n');
          file = fields(there.next());
        }
      }
    }
  }

  private Path look(Path pairs) throws IOException, TidemarkException {
    Path found = work.resolve("summed-found");
    bulk.run(Bulk.LOOK_AT_FILES, namesOf(pairs), found);
    return found;
  }

  private Path namesOf(Path pairs) throws IOException {
    Path names = work.resolve("summed");
    try (NulRecords in = new NulRecords(Files.newInputStream(pairs));
        NulWriter out = new NulWriter(names)) {
      for (String name = in.next(); name != null; name = in.next()) {
        out.add(name);
        in.next();
      }
    }
    return names;
  }

  private static String[] fields(String record) {
    return record == null ? null : record.split(" ", 4);
  }

  private static Sum sum(String[] file, String md5) {
    return new Sum(Long.parseLong(file[0]), exactTime(file[1]), Long.parseLong(file[2]), md5);
  }

  /** A time as find(1) prints it, with nine digits of nanoseconds. */
  static String exactTime(String found) {
    String[] time = found.split("\\.");
    return Attributes.time(Long.parseLong(time[0]), Attributes.nanos(time[1]));
  }
}
