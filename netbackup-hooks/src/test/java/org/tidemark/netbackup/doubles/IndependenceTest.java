package org.tidemark.netbackup.doubles;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The double knows nothing of what it tests: both read the same public documents. */
class IndependenceTest {
  private static final String DOUBLES = "org.tidemark.netbackup.doubles";

  @Test
  void theDoubleUsesNothingOfTheAdapter() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.tidemark.netbackup..").and(resideOutsideOfPackage(DOUBLES)))
        .check(new ClassFileImporter().importPackages(DOUBLES));
  }
}
