package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;

/** Whether what programs do that the configuration tells to overlook can be overlooked. */
final class TimeResetsCheck implements Check {
  private static final int WRITABLE_BY_OTHERS = 0022;

  @Override
  public String name() {
    return "time-resets-by";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    List<PathBytes> programs =
        here.config().timeResets().values().stream().flatMap(List::stream).distinct().toList();
    List<Finding> findings = new ArrayList<>();
    programs.forEach(program -> findings.add(ofProgram(here, program)));
    if (!programs.isEmpty()) {
      MountTable mounts = here.mounts();
      Tree.all(here).stream()
          .filter(tree -> tree.usesInotify(here, mounts))
          .forEach(tree -> findings.add(ofInotify(tree)));
    }
    return findings;
  }

  private Finding ofProgram(Surroundings here, PathBytes program) {
    return doubt(here, program)
        .map(
            why ->
                Finding.yellow(
                    name(),
                    program.toString(),
                    why + ": times that it sets back are listed as changes",
                    "give the path of the program as /proc/PID/exe shows it; it must be a file of"
                        + " root's that nobody else may write"))
        .orElseGet(
            () ->
                Finding.green(name(), program.toString(), "times that it sets back are no change"));
  }

  private static Optional<String> doubt(Surroundings here, PathBytes program) {
    FileStat stat = new FileStat();
    int result =
        here.kernel().statx(Kernel.AT_FDCWD, program.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result < 0) {
      return Optional.of(Errno.describe(-result));
    }
    if (!stat.isRegular()) {
      return Optional.of("no regular file");
    }
    return stat.user() == 0 && (stat.mode() & WRITABLE_BY_OTHERS) == 0
        ? Optional.empty()
        : Optional.of("others than root may write it");
  }

  private Finding ofInotify(Tree tree) {
    return Finding.yellow(
        name(),
        tree.shown(),
        "is followed by inotify, which does not tell who changed something: what a backup program"
            + " sets back there is listed as changed",
        "let the backup program set nothing back (bpbkar: DO_NOT_RESET_FILE_ACCESS_TIME = YES)");
  }
}
