package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * A small folder where a mirror will be, to try both sides of rsync on.
 *
 * @param key changes when the other side's rsync may have
 * @param target of the folder, which need not exist yet, as rsync is to be told of it
 * @param options that lead there
 * @param removal takes the folder away again
 */
record TestGround(String key, String target, List<String> options, Removal removal) {
  /** Takes a folder away. */
  interface Removal {
    void run() throws TidemarkException;
  }

  /** In a folder of ours, which goes with the run. */
  static TestGround here(Path workFolder) {
    String target = Program.latin1(workFolder.resolve("selftest").resolve("mirror"));
    return new TestGround("", target, List.of(), () -> {});
  }

  static TestGround of(
      Mirror mirror, RsyncProgram rsync, Programs programs, UserOptions user, Path work)
      throws TidemarkException {
    return switch (mirror.destination().kind()) {
      case LOCAL -> here(work);
      case SSH -> there(mirror, mirror.host().orElseThrow(), user);
      case DAEMON -> inModule(mirror, rsync, programs, user, work);
    };
  }

  private static TestGround there(Mirror mirror, Host host, UserOptions user)
      throws TidemarkException {
    String login = mirror.destination().login();
    String peer = RsyncProgram.there(host, user.rsyncPath(), login).fingerprint();
    String folder = demand(host.run(Program.of("sh", "-c", "umask 077; mktemp -d")), login).line();
    TestGround ground =
        new TestGround(
            " to " + login + " " + peer,
            login + ":" + folder + "/mirror",
            mirror.options(user),
            () -> demand(host.run(Program.of("rm", "-rf", "--", folder)), login));
    return ground;
  }

  private static Programs.Result demand(Programs.Result result, String login)
      throws TidemarkException {
    if (result.exit() != 0) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot try rsync on " + login + ": " + result.errors().strip(), "");
    }
    return result;
  }

  /** A daemon does not tell its version, so that it is tried each day anew. */
  private static TestGround inModule(
      Mirror mirror, RsyncProgram rsync, Programs programs, UserOptions user, Path work)
      throws TidemarkException {
    String parent = mirror.target().substring(0, mirror.target().lastIndexOf('/') + 1);
    String name = ".tidemark-test-" + UUID.randomUUID();
    List<String> remove = new ArrayList<>(List.of(rsync.path(), "-r", "--delete"));
    remove.addAll(List.of("--include=/" + name, "--include=/" + name + "/**", "--exclude=*"));
    remove.addAll(mirror.options(user));
    remove.add(Program.latin1(StateFolder.subfolder(work, "empty")) + "/");
    remove.add(parent);
    return new TestGround(
        " to " + mirror.destination().login() + " on " + LocalDate.now(ZoneOffset.UTC),
        parent + name,
        mirror.options(user),
        () -> demand(programs.run(new Program("", "", null, remove)), parent));
  }
}
