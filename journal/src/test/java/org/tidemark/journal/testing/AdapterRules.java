package org.tidemark.journal.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

/** What a product module may use, written once for all of them. */
public final class AdapterRules {
  private static final String JOURNAL = "org.tidemark.journal.";

  private AdapterRules() {}

  /** The classes of a product module, without its tests. */
  public static JavaClasses classesOf(String adapterPackage) {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(adapterPackage);
  }

  /** Of the journal only its public face, and never another adapter. */
  public static ArchRule usesOnlyTheFaceOfTheJournal(String adapterPackage) {
    return usesOnly(
        adapterPackage + "..",
        JOURNAL + "model..",
        JOURNAL + "list..",
        JOURNAL + "client..",
        JOURNAL + "cli",
        JOURNAL + "doctor");
  }

  /**
   * As {@link #usesOnlyTheFaceOfTheJournal}, the system calls, and the walks made of them: for an
   * adapter that reads or writes trees itself, whose names Java cannot express.
   */
  public static ArchRule usesOnlyTheFaceOfTheJournalAndItsCalls(String adapterPackage) {
    return usesOnly(
        adapterPackage + "..",
        JOURNAL + "model..",
        JOURNAL + "list..",
        JOURNAL + "client..",
        JOURNAL + "cli",
        JOURNAL + "doctor",
        JOURNAL + "kernel",
        JOURNAL + "walk");
  }

  private static ArchRule usesOnly(String... packages) {
    return classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages).or(resideOutsideOfPackage("org.tidemark..")))
        .allowEmptyShould(true);
  }

  /** The libraries that belong to one package of the journal stay there. */
  public static ArchRule leavesTheLibrariesOfTheJournalAlone() {
    return doesNotUse(
        "com.sun.jna..", "java.sql..", "org.sqlite..", "org.apache.commons.configuration2..");
  }

  /** For an adapter that runs no program of its product, but is called by it. */
  public static ArchRule startsNoProcesses() {
    return doesNotUse("org.apache.commons.exec..");
  }

  private static ArchRule doesNotUse(String... libraries) {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .allowEmptyShould(true);
  }
}
