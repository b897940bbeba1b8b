package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.model.ChangeBits.CREATED;
import static org.tidemark.journal.model.ChangeBits.DIRECTORY;
import static org.tidemark.journal.model.ChangeBits.REMOVED;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Reason;

/** Hazard 2: no event cancels another; what was removed once keeps saying so. */
class Hazard2RemovedRowsTest {
  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  private StoreFixture.Row onlyRow() throws StoreException {
    assertThat(fixture.rowsAfter(0)).hasSize(1);
    return fixture.rowsAfter(0).get(0);
  }

  @Test
  void aNameCreatedAndRemovedInOneBatchKeepsARowThatSaysRemoved() throws Exception {
    fixture.change("/t", CREATED | REMOVED);

    assertThat(onlyRow().bits()).isEqualTo(CREATED | REMOVED);
  }

  @Test
  void aNameThatCameBackStillSaysThatItWasRemoved() throws Exception {
    fixture.change("/t", REMOVED);
    fixture.change("/t", CREATED);
    fixture.reopen();
    fixture.change("/t", CONTENT);

    assertThat(onlyRow().bits()).isEqualTo(REMOVED | CREATED | CONTENT);
  }

  @Test
  void aDirectoryWhoseMergedEventsSayCreatedAndRemovedIsSubtree() throws Exception {
    long sequence = fixture.change("/d", CREATED | REMOVED | DIRECTORY);

    assertThat(onlyRow().subtree()).isEqualTo(sequence);
    assertThat(onlyRow().reason()).isEqualTo(Reason.RECREATED);
  }
}
