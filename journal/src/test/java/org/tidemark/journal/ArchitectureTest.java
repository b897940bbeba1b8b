package org.tidemark.journal;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may import which, and which package owns which library. */
class ArchitectureTest {
  private static final String ROOT = "org.tidemark.journal";

  /** Everything: only for the package that puts the parts together. */
  private static final Set<String> ALL = Set.of("*");

  /** Package to the packages it may import, besides itself and {@code model}. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          entry("model", Set.of()),
          entry("kernel", Set.of()),
          entry("source", Set.of("kernel")),
          entry("store", Set.of()),
          entry("walk", Set.of("kernel")),
          entry("reconcile", Set.of("walk", "kernel", "source", "store")),
          entry("links", Set.of("store", "kernel", "walk")),
          entry("ingest", Set.of("source", "store", "kernel", "links")),
          entry("window", Set.of("store", "kernel", "source", "list", "links")),
          entry("list", Set.of()),
          entry("config", Set.of("source", "store")),
          entry("control.protocol", Set.of()),
          entry("control", Set.of("control.protocol", "window", "store", "list")),
          entry("client", Set.of("control.protocol", "list")),
          entry("doctor", Set.of("kernel", "source", "store", "config")),
          entry("audit", Set.of("kernel", "source", "store", "walk", "window")),
          entry("restore", Set.of("kernel", "list")),
          entry("daemon", ALL),
          entry(
              "cli",
              Set.of(
                  "audit",
                  "client",
                  "config",
                  "control.protocol",
                  "daemon",
                  "doctor",
                  "kernel",
                  "list",
                  "restore",
                  "source",
                  "store",
                  "walk")));

  private static final JavaClasses JOURNAL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  static Stream<String> packages() {
    return MAY_IMPORT.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void importsOnlyWhatItMay(String name) {
    Set<String> allowed = MAY_IMPORT.get(name);
    if (allowed.equals(ALL)) {
      return;
    }
    classes()
        .that(liveIn(name))
        .should()
        .onlyDependOnClassesThat(
            liveIn(name)
                .or(liveIn("model"))
                .or(liveInOneOf(allowed))
                .or(JavaClass.Predicates.resideOutsideOfPackage("org.tidemark..")))
        .allowEmptyShould(true)
        .check(JOURNAL);
  }

  @Test
  void everyPackageHasALineInTheTable() {
    classes().should(be(liveInOneOf(MAY_IMPORT.keySet()))).allowEmptyShould(true).check(JOURNAL);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(JOURNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "kernel, com.sun.jna..",
    "store, java.sql..",
    "store, org.sqlite..",
    "config, org.apache.commons.configuration2..",
    "cli, picocli.."
  })
  void libraryIsUsedByItsOwnerOnly(String owner, String library) {
    noClasses()
        .that(DescribedPredicate.not(liveIn(owner)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(JOURNAL);
  }

  @Test
  void nothingHereStartsProcessesThroughCommonsExec() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.commons.exec..")
        .allowEmptyShould(true)
        .check(JOURNAL);
  }

  private static DescribedPredicate<JavaClass> liveIn(String name) {
    return describe("live in " + name, type -> name.equals(lineFor(type)));
  }

  private static DescribedPredicate<JavaClass> liveInOneOf(Set<String> names) {
    return describe("live in one of " + names, type -> names.contains(lineFor(type)));
  }

  /** The longest name in the table that the package of the class begins with; empty if none. */
  private static String lineFor(JavaClass type) {
    String inside = type.getPackageName() + ".";
    return MAY_IMPORT.keySet().stream()
        .filter(name -> inside.startsWith(ROOT + "." + name + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }
}
