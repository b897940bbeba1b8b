package org.tidemark.bacula;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.AdapterRules;

/** What this module may use of the journal and of its libraries. */
class ArchitectureTest {
  private static final String PACKAGE = "org.tidemark.bacula";
  private static final JavaClasses CLASSES = AdapterRules.classesOf(PACKAGE);

  @Test
  void usesOnlyTheFaceOfTheJournalAndItsCalls() {
    AdapterRules.usesOnlyTheFaceOfTheJournalAndItsCalls(PACKAGE).check(CLASSES);
  }

  @Test
  void leavesTheLibrariesOfTheJournalAlone() {
    AdapterRules.leavesTheLibrariesOfTheJournalAlone().check(CLASSES);
  }

  @Test
  void startsNoProcesses() {
    AdapterRules.startsNoProcesses().check(CLASSES);
  }
}
