package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the write-ahead log into the database in place of SQLite's own checkpoints, so that the
 * checksums of the pages are on the disk before the pages are. Belongs to the store's thread.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /**
   * 16 MiB: pages that many batches touch are copied once, and a checkpoint's syncs are paid once
   * per some hundred thousand changes; the log stays small enough to be replayed in well under a
   * second after a crash.
   */
  private static final long FRAMES = 4_000;

  private final Database database;
  private final Path log;
  private final WalFrames frames;
  private final WalFrames.PageList waiting;
  private final PageSums sums;
  private final PageCheck check;
  private final Soundness soundness;
  private long nextAt = FRAMES;

  /**
   * @param frames read up to where the log ends
   * @param waiting pages of the log whose checksums are not yet written
   */
  Checkpoints(
      Database database,
      WalFrames frames,
      WalFrames.PageList waiting,
      PageSums sums,
      PageCheck check,
      Soundness soundness) {
    this.database = database;
    this.log = JournalFile.log(database.file());
    this.frames = frames;
    this.waiting = waiting;
    this.sums = sums;
    this.check = check;
    this.soundness = soundness;
  }

  /** A transaction was committed: makes a checkpoint if the log has become long. */
  void committed() {
    try {
      long salts = frames.salts();
      frames.advance(waiting);
      if (frames.salts() != salts) {
        nextAt = FRAMES;
      }
      if (frames.frames() >= nextAt) {
        nextAt = frames.frames() + FRAMES;
        run();
      }
    } catch (IOException | StoreException e) {
      // The commit holds whatever becomes of the checkpoint; the next one tries again.
      LOG.error("the write-ahead log stays as it is for now: {}", e.getMessage());
    }
  }

  /**
   * A transaction failed: pages that it left in the log may be overwritten, so all are read anew.
   */
  void failed() {
    frames.beginAgain();
    waiting.clear();
  }

  /** A checkpoint now; it copies what no reader still holds back. */
  void run() throws StoreException {
    if (soundness.damage().isPresent()) {
      return;
    }
    try {
      frames.advance(waiting);
      check.overwriting(waiting).ifPresent(soundness::damaged);
      if (frames.frames() > 0 && soundness.damage().isEmpty()) {
        writeSums();
        boolean complete = database.read("copying the write-ahead log", this::checkpoint);
        sums.save(extent(complete));
      }
    } catch (IOException e) {
      throw StoreErrors.io("writing", log.resolveSibling(PageSums.NAME), e);
    }
  }

  /** The log first: no checksum may be on the disk before the page that it belongs to. */
  private void writeSums() throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      channel.force(false);
    }
    sums.cutTo(frames.pages());
    for (int index = 0; index < waiting.size(); index++) {
      if (waiting.page(index) <= frames.pages()) {
        sums.put(waiting.page(index), waiting.sum(index));
      }
    }
    sums.save(extent(false));
    waiting.clear();
  }

  private PageSums.Extent extent(boolean complete) {
    return new PageSums.Extent(false, complete, frames.salts(), frames.frames(), frames.pages());
  }

  /** True if all of the log is in the database now. */
  private boolean checkpoint() throws SQLException {
    return database
        .first(
            row -> row.getLong(2) == row.getLong(3) && row.getLong(2) == frames.frames(),
            "PRAGMA wal_checkpoint(PASSIVE)")
        .orElse(false);
  }

  /**
   * To be called before SQLite closes the database, which copies the rest of the log on its own:
   * without its checksums, so that none may be believed if they could not be written.
   */
  void finish() throws StoreException {
    try {
      run();
      PageSums.Extent extent = sums.extent();
      if (extent.complete() && soundness.damage().isEmpty()) {
        sums.save(extent.withClosed(true));
      }
    } catch (IOException | StoreException e) {
      LOG.error("the checksums of the database are begun anew: {}", e.getMessage());
      forgetSums();
    }
  }

  private void forgetSums() throws StoreException {
    Path file = log.resolveSibling(PageSums.NAME);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw StoreErrors.io("removing", file, e);
    }
  }
}
