package org.tidemark.rsync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.NulWriter;

/** Runs the passes of a plan, one after the other, inside the source directory. */
final class PassRunner {
  private static final int TRIES = 3;

  private final Programs programs;
  private final ByteFiles files;
  private final RsyncArguments arguments;
  private final Path workFolder;
  private final Watcher watcher;
  private final Recording recording;

  PassRunner(
      Programs programs,
      ByteFiles files,
      RsyncArguments arguments,
      Path work,
      Watcher watcher,
      Recording recording) {
    this.programs = programs;
    this.files = files;
    this.arguments = arguments;
    this.workFolder = work;
    this.watcher = watcher;
    this.recording = recording;
  }

  /**
   * Runs them until one fails in a way that makes the others pointless.
   *
   * @param identity what the source directory must be, each time
   * @param patience how long rsync may stand still
   */
  List<PassResult> run(
      PassPlan plan, Scope scope, DirectoryIdentity identity, Mirror mirror, Duration patience)
      throws TidemarkException {
    List<PassResult> results = new ArrayList<>();
    for (Pass pass : plan.passes()) {
      results.add(tried(pass, plan, scope, identity, mirror, patience));
      if (!results.get(results.size() - 1).exit().letsOthersRun()) {
        return results;
      }
    }
    if (isInTheWay(results)) {
      results.set(0, tried(Pass.REMOVALS, plan, scope, identity, mirror, patience));
    }
    return results;
  }

  /**
   * rsync fails where the way to a directory leads over a file of the mirror; the later passes put
   * directories there.
   */
  private static boolean isInTheWay(List<PassResult> results) {
    return results.size() > 1
        && results.get(0).pass() == Pass.REMOVALS
        && results.get(0).exit() == RsyncExit.PARTIAL;
  }

  private PassResult tried(
      Pass pass,
      PassPlan plan,
      Scope scope,
      DirectoryIdentity identity,
      Mirror mirror,
      Duration patience)
      throws TidemarkException {
    long names = plan.names().count(pass);
    watcher.passBegins(pass, names);
    Program program = program(pass, plan, scope, mirror).in(scope.source(), identity);
    PassResult result = run(pass, names, program, patience);
    if (result.exit() == RsyncExit.STOOD_STILL && !pass.isListed()) {
      watcher.message("rsync stood still; once more, with the whole list in memory");
      Program whole = program.with(RsyncArguments.withWholeList(program.arguments()));
      result = run(pass, names, whole, patience);
    }
    for (int again = 1; again < TRIES && isWorthAnother(result); again++) {
      result = run(pass, names, program, patience);
    }
    return result;
  }

  /**
   * With a vanished name, what was to be linked to it may have been left out; where a file became a
   * pipe or an inode number that of another file, another list has it right.
   */
  private static boolean isWorthAnother(PassResult result) {
    return switch (result.exit()) {
      case VANISHED -> result.pass() == Pass.LINKS;
      case MET_PIPE -> true;
      case PROTOCOL -> result.numberUsedAnew();
      case PARTIAL -> result.replacedDirectories();
      default -> false;
    };
  }

  private Program program(Pass pass, PassPlan plan, Scope scope, Mirror mirror)
      throws TidemarkException {
    List<String> rules = pass.walks() ? FilterRules.walking(scope) : FilterRules.protecting(scope);
    Path names = pass.isListed() ? plan.names().file(pass) : null;
    String ruleFile = ruleFile(pass, rules);
    boolean limited = pass == Pass.OBJECTS || pass == Pass.LINKS || pass == Pass.DRIFT;
    long limit = limited ? limit(pass, plan, ruleFile, scope, mirror) : 0;
    return new Program("", "", names, arguments.of(pass, ruleFile, limit));
  }

  private long limit(Pass pass, PassPlan plan, String rules, Scope scope, Mirror mirror)
      throws TidemarkException {
    Path names = plan.names().file(pass);
    long listed = plan.names().count(pass);
    if (mirror.host().isPresent()) {
      return new DeletionLimit(files, mirror.host().get(), workFolder)
          .of(names, listed, scope.source(), mirror.path());
    }
    Program dry = new Program("", "", names, arguments.dry().of(pass, rules, Integer.MAX_VALUE));
    return listed + DryRunDeletions.count(programs, dry.in(scope.source()), names);
  }

  private String ruleFile(Pass pass, List<String> rules) throws TidemarkException {
    if (rules.isEmpty()) {
      return "";
    }
    Path file = workFolder.resolve("rules-" + pass.name());
    try {
      Files.writeString(file, String.join("\0", rules) + "\0", StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw StateFolder.unusable("write", file, e);
    }
    return Program.latin1(file);
  }

  private PassResult run(Pass pass, long names, Program plain, Duration patience)
      throws TidemarkException {
    Program program = plain.with(recording.arguments(pass, plain.arguments()));
    long begin = System.nanoTime();
    RsyncOutput output =
        new RsyncOutput(
            watcher::message,
            (what, sum, name) -> recording.item(pass, what, sum, name),
            watcher::nameDone,
            watcher::bytesDone);
    Complaints complaints = new Complaints(watcher);
    int number = programs.run(program, output, complaints, patience);
    closeQuietly(output);
    closeQuietly(complaints);
    return new PassResult(
        pass,
        number,
        names,
        output.touched(),
        output.deleted(),
        leftBehind(output.leftBehind(), program),
        complaints.vanished(),
        complaints.areOfReplacedDirectories(),
        complaints.tellOfANumberUsedAnew(),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  /**
   * How many should have gone. One that went from the source only after we looked was left on
   * purpose: what it holds is not recorded yet, and the next list names it.
   */
  private long leftBehind(List<String> said, Program program) throws TidemarkException {
    if (said.isEmpty() || !recording.leavesDirectoriesToTheNextRun()) {
      return said.size();
    }
    Path names = workFolder.resolve("left-behind");
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    try (NulWriter out = new NulWriter(names)) {
      for (String name : said) {
        out.add("./" + EscapedNames.plain(name));
      }
    } catch (IOException e) {
      throw StateFolder.unusable("write", names, e);
    }
    files.surelyExisting(PathBytes.ofLatin1(program.directory()), names, found);
    return found.toString(StandardCharsets.ISO_8859_1).chars().filter(c -> c == 0).count();
  }

  /** Closing hands over a last line without an end; it writes nowhere that could fail. */
  private static void closeQuietly(LogOutputStream lines) throws TidemarkException {
    try {
      lines.close();
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.FAILED, "cannot read what rsync said: " + e, "", e);
    }
  }
}
