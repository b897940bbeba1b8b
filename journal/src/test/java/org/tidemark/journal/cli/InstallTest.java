package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tarball and its install script, on a folder that stands for {@code /}. Needs a built tree:
 * {@code -Dtidemark.launcher=FILE}, as {@code scripts/test} gives it.
 */
class InstallTest {
  @TempDir private Path folder;

  private Path root;
  private Path script;

  @BeforeEach
  void unpack() throws Exception {
    String launcher = System.getProperty("tidemark.launcher", "");
    assumeTrue(!launcher.isEmpty(), "no built tree was named (-Dtidemark.launcher=FILE)");
    Path target = Path.of(launcher).getParent().getParent().getParent();
    run(0, "tar", "xzf", only(target, "tidemark-*.tar.gz").toString(), "-C", folder.toString());
    script = only(folder, "tidemark-*").resolve("install");
    root = Files.createDirectory(folder.resolve("root"));
  }

  private static Path only(Path in, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(in, glob)) {
      all.forEach(found::add);
    }
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private String run(int exit, String... command) throws Exception {
    Path output = Files.createTempFile(folder, "run", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isEqualTo(exit);
    return text;
  }

  private String install(int exit, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString(), "--root", root.toString()));
    command.addAll(List.of(more));
    return run(exit, command.toArray(String[]::new));
  }

  private Path at(String path) {
    return root.resolve(path);
  }

  @Test
  void whatIsInstalledRunsAndIsUpgradedAndTakenAwayAgain() throws Exception {
    install(0, "--prefix", "/srv/tools/tidemark");
    Path home = at("srv/tools/tidemark");
    assertThat(run(0, home.resolve("bin/tidemark").toString(), "--version"))
        .startsWith("tidemark ");
    assertThat(Files.readSymbolicLink(at("usr/bin/tidemark")))
        .isEqualTo(Path.of("/srv/tools/tidemark/bin/tidemark"));
    assertThat(at("usr/local/lib/systemd/system/tidemark.service"))
        .content()
        .contains("ExecStart=/srv/tools/tidemark/bin/tidemark daemon\n")
        .contains("Type=notify\n")
        .contains("FileDescriptorStoreMax=")
        .doesNotContain("@");

    Files.writeString(at("etc/tidemark/tidemark.conf"), "# mine\n");
    Files.writeString(home.resolve("lib/left-over.jar"), "");
    install(0, "--prefix", "/srv/tools/tidemark");
    assertThat(at("etc/tidemark/tidemark.conf")).content().isEqualTo("# mine\n");
    assertThat(home.resolve("lib/left-over.jar")).doesNotExist();

    install(0, "--uninstall", "--prefix", "/srv/tools/tidemark");
    assertThat(home).doesNotExist();
    assertThat(at("usr/bin/tidemark")).doesNotExist();
    assertThat(at("etc/tidemark/tidemark.conf")).exists();
  }

  @Test
  void nothingThatIsNotOursIsReplaced() throws Exception {
    Files.createDirectories(at("opt/tidemark"));
    assertThat(install(1)).contains("is not Tidemark");
    Files.delete(at("opt/tidemark"));
    Files.createDirectories(at("usr/bin"));
    Files.writeString(at("usr/bin/tidemark"), "another program");
    assertThat(install(1)).contains("is not ours");
    assertThat(at("usr/bin/tidemark")).content().isEqualTo("another program");
    assertThat(at("opt/tidemark")).doesNotExist();
  }

  @Test
  void aPrefixThatOthersUseTooIsRefused() throws Exception {
    for (String prefix :
        List.of(
            "/usr",
            "/",
            "/opt/",
            "relative",
            "/opt/a b",
            "//usr",
            "/usr/.",
            "/opt/x/..",
            "/opt//")) {
      install(1, "--prefix", prefix);
    }
    install(2, "--no-such-option");
    assertThat(root).isEmptyDirectory();
    Files.createSymbolicLink(at("linked"), Path.of("/usr"));
    assertThat(install(1, "--prefix", "/linked")).contains("'/usr'");
  }

  @Test
  void foldersBesideItAreNotTouched() throws Exception {
    install(0);
    Path old = Files.createDirectories(at("opt/tidemark.old"));
    Path fresh = Files.createDirectories(at("opt/tidemark.new"));
    Files.writeString(old.resolve("mine"), "");
    Files.writeString(fresh.resolve("mine"), "");
    install(0);

    assertThat(at("opt")).isDirectoryContaining(old::equals).isDirectoryContaining(fresh::equals);
    assertThat(old.resolve("mine")).exists();
    assertThat(fresh.resolve("mine")).exists();
    assertThat(at("opt").toFile().list()).hasSize(3);
  }

  @Test
  void takingAwayFromAWrongPrefixLeavesTheUnitOfTheRealInstallation() throws Exception {
    install(0, "--prefix", "/srv/tidemark");

    assertThat(install(1, "--uninstall")).contains("there is no Tidemark in");
    // A copy, as of a folder that was moved by hand.
    Files.createDirectories(at("opt"));
    run(0, "cp", "-R", at("srv/tidemark").toString(), at("opt/tidemark").toString());
    install(0, "--uninstall");
    assertThat(at("opt/tidemark")).doesNotExist();
    assertThat(at("usr/local/lib/systemd/system/tidemark.service")).exists();
    assertThat(at("usr/bin/tidemark")).isSymbolicLink();
  }

  @Test
  void anUpgradeThatFailsInTheMiddleLeavesTheOldInstallation() throws Exception {
    install(0);
    Files.writeString(at("opt/tidemark/lib/of-the-old-one"), "");
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path failing = programs.resolve("mv");
    Files.writeString(
        failing, "#!/bin/sh\ncase $2 in */new) exit 1 ;; esac\nexec /bin/mv \"$@\"\n");
    assertThat(failing.toFile().setExecutable(true)).isTrue();
    run(
        1,
        "env",
        "PATH=" + programs + ":" + System.getenv("PATH"),
        script.toString(),
        "--root",
        root.toString());

    assertThat(at("opt/tidemark/lib/of-the-old-one")).exists();
    assertThat(at("opt").toFile().list()).containsExactly("tidemark");
  }

  @Test
  void systemdFindsNoFaultWithTheUnit() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
    String prefix = folder.resolve("installed/tidemark").toString();
    run(0, script.toString(), "--root", root.toString(), "--prefix", prefix);
    // Where the unit says, so that systemd finds the program.
    Files.createDirectories(Path.of(prefix).getParent());
    Files.move(root.resolve(prefix.substring(1)), Path.of(prefix));
    Path unit = at("usr/local/lib/systemd/system/tidemark.service");
    assertThat(run(0, "/usr/bin/systemd-analyze", "verify", unit.toString())).isEmpty();
  }
}
