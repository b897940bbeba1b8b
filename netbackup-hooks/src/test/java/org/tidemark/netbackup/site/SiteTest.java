package org.tidemark.netbackup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/** Putting hooks and lists into NetBackup's folder, and taking them out. */
class SiteTest {
  @TempDir private Path folder;
  private Openv openv;
  private Path state;
  private Site site;

  @BeforeEach
  void prepare() throws IOException {
    openv = new Openv(folder.resolve("openv"));
    state = folder.resolve("state");
    Files.createDirectories(openv.netbackup().resolve("bin"));
    site = new Site(state, Path.of("/opt/tidemark/bin/tidemark"), Path.of("/usr/lib/jvm/17"));
  }

  private Installation installation(String policy, String schedule) {
    return Installation.of(openv, policy, schedule, Level.INCREMENTAL, "weekly", "full");
  }

  private Path bin(String name) {
    return openv.netbackup().resolve("bin").resolve(name);
  }

  private void file(Path place, String text, String mode) throws IOException {
    Files.writeString(place, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(mode));
    Files.setLastModifiedTime(place, FileTime.fromMillis(1_000_000_123_000L));
  }

  /** Everything about every file: identity, mode, owner, time, content. */
  private Map<String, String> facts() throws IOException {
    Map<String, String> out = new TreeMap<>();
    try (Stream<Path> all = Files.walk(openv.directory())) {
      for (Path each : all.filter(path -> !isFolder(path)).toList()) {
        Map<String, Object> unix =
            Files.readAttributes(
                each, "unix:ino,mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content =
            Files.isSymbolicLink(each)
                ? Files.readSymbolicLink(each).toString()
                : Files.readString(each, StandardCharsets.ISO_8859_1);
        out.put(each.toString(), new TreeMap<>(unix) + content);
      }
    }
    return out;
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void hooksAndListsOfTheSite() throws IOException {
    file(bin("bpstart_notify"), "#!/bin/sh\nexit 0\n", "rwxr-xr-x");
    file(bin("bpstart_notify.changes.nightly"), "#!/bin/ksh\n\u00ff no line end", "rwxr-x--x");
    file(bin("bpend_notify.weekly.full"), "#!/bin/sh\n", "rw-r--r--");
    Files.createSymbolicLink(bin("bpend_notify.changes.nightly"), Path.of("../nowhere"));
    file(openv.netbackup().resolve("exclude_list"), "/proc\n", "rw-r--r--");
    file(openv.includeList("changes", "nightly"), "/etc\n", "rw-------");
  }

  @Test
  void uninstallPutsBackWhatWasThereByteForByte() throws Exception {
    hooksAndListsOfTheSite();
    Map<String, String> before = facts();
    Installation installed = installation("changes", "nightly");

    site.install(installed);
    assertThat(facts()).isNotEqualTo(before);
    site.install(installed.withWalkOnGap(true));
    assertThat(site.uninstall(installed)).isEmpty();

    assertThat(facts()).isEqualTo(before);
    assertThat(Installations.in(state).all()).isEmpty();
  }

  @Test
  void leavesNothingWhereNothingWas() throws Exception {
    Installation installed = installation("changes", "nightly");

    site.install(installed);
    Files.writeString(openv.includeList("changes", "nightly"), "/srv/mail/a\n");
    site.uninstall(installed);

    assertThat(facts()).isEmpty();
  }

  @Test
  void hooksCanBeRunByEverybodyAndCarryWhatTheyNeed() throws Exception {
    site.install(installation("changes", "nightly"));

    for (String name : new String[] {"bpstart_notify", "bpend_notify"}) {
      for (String of : new String[] {".changes.nightly", ".weekly.full"}) {
        assertThat(Files.getPosixFilePermissions(bin(name + of)))
            .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Files.readString(bin(name + of)))
            .contains("tidemark='/opt/tidemark/bin/tidemark'", "state='" + state + "'")
            .doesNotContain("=@");
      }
    }
    assertThat(Files.readString(openv.excludeList("changes", "nightly"))).isEqualTo("/\n");
    assertThat(Files.readString(bin("bpstart_notify.changes.nightly")))
        .contains("otherwise='1'", "policy='changes'", "schedule='nightly'");
    assertThat(Files.readString(bin("bpstart_notify.weekly.full"))).contains("otherwise='0'");
  }

  @Test
  void aNameThatLooksLikeAPlaceholderStaysAsItIs() throws Exception {
    site.install(installation("@SCHEDULE@", "@DEADLINE@"));

    assertThat(Files.readString(openv.startHook("@SCHEDULE@", "@DEADLINE@")))
        .contains("policy='@SCHEDULE@'\nschedule='@DEADLINE@'\n");
  }

  @Test
  void theHooksOfABaseStayAsLongAsOneNeedsThem() throws Exception {
    Installation first = installation("changes", "nightly");
    Installation second = installation("changes", "noon");
    site.install(first);
    site.install(second);

    site.uninstall(first);
    assertThat(bin("bpstart_notify.weekly.full")).exists();
    site.uninstall(second);

    assertThat(facts()).isEmpty();
  }

  @Test
  void anotherBaseTakesTheHooksAlong() throws Exception {
    site.install(installation("changes", "nightly"));
    site.install(Installation.of(openv, "changes", "nightly", Level.CUMULATIVE, "monthly", "full"));

    assertThat(bin("bpstart_notify.weekly.full")).doesNotExist();
    assertThat(bin("bpend_notify.monthly.full")).exists();
    assertThat(Installations.in(state).basedOn("monthly", "full")).hasSize(1);
  }

  @Test
  void refusesPoliciesThatShareTheNameOfAFile() throws Exception {
    site.install(Installation.of(openv, "A.b", "c", Level.INCREMENTAL, "weekly", "full"));

    assertRefused(Installation.of(openv, "A", "b.c", Level.INCREMENTAL, "weekly", "full"));
    assertRefused(Installation.of(openv, "B", "c", Level.INCREMENTAL, "A", "b.c"));
    site.install(Installation.of(openv, "A.b", "d", Level.INCREMENTAL, "weekly", "full"));
  }

  @Test
  void refusesAPolicyWithListsAsABase() throws Exception {
    site.install(installation("changes", "nightly"));

    assertRefused(
        Installation.of(openv, "more", "nightly", Level.INCREMENTAL, "changes", "nightly"));
    assertRefused(Installation.of(openv, "weekly", "full", Level.INCREMENTAL, "yearly", "full"));
  }

  private void assertRefused(Installation wanted) throws IOException {
    Map<String, String> before = facts();
    assertThatThrownBy(() -> site.install(wanted))
        .isInstanceOfSatisfying(
            TidemarkException.class,
            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED));
    assertThat(facts()).isEqualTo(before);
  }

  @Test
  void wantsAClientOfNetBackup() {
    Installation elsewhere =
        Installation.of(
            new Openv(folder.resolve("none")), "p", "s", Level.INCREMENTAL, "weekly", "full");

    assertThatThrownBy(() -> site.install(elsewhere)).hasMessageContaining("no NetBackup client");
  }

  @Test
  void goesOnWhereItWasCutShort() throws Exception {
    hooksAndListsOfTheSite();
    Map<String, String> before = facts();
    Installation wanted = installation("changes", "nightly");
    Path hook = bin("bpstart_notify.changes.nightly");
    Files.createLink(new Placed(hook).kept(), hook);
    Installations.in(state).save(wanted);

    site.install(wanted);
    site.uninstall(wanted);

    assertThat(facts()).isEqualTo(before);
  }

  @Test
  void uninstallsWhatWasCutShort() throws Exception {
    hooksAndListsOfTheSite();
    Map<String, String> before = facts();
    Installation wanted = installation("changes", "nightly");
    Path list = openv.includeList("changes", "nightly");
    Files.createLink(new Placed(list).kept(), list);
    Installations.in(state).save(wanted);

    site.uninstall(wanted);

    assertThat(facts()).isEqualTo(before);
  }

  @Test
  void leavesAHookAloneThatTheSitePutInPlaceOfOurs() throws Exception {
    Installation installed = installation("changes", "nightly");
    site.install(installed);
    file(bin("bpend_notify.changes.nightly"), "#!/bin/sh\n# the site's\n", "rwxr-xr-x");

    assertThat(site.uninstall(installed))
        .singleElement()
        .asString()
        .contains("bpend_notify.changes.nightly is not Tidemark's any more");
    assertThat(bin("bpend_notify.changes.nightly")).hasContent("#!/bin/sh\n# the site's\n");
  }

  @Test
  void keepsNoMoreThanOneHookOfTheSite() throws Exception {
    file(bin("bpend_notify.changes.nightly"), "one", "rwxr-xr-x");
    Installation installed = installation("changes", "nightly");
    site.install(installed);
    file(bin("bpend_notify.changes.nightly"), "two", "rwxr-xr-x");

    assertThatThrownBy(() -> site.install(installed)).hasMessageContaining("is there as well");
    assertThat(bin("bpend_notify.changes.nightly")).hasContent("two");
  }
}
