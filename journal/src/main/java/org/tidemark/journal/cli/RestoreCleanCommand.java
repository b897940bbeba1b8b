package org.tidemark.journal.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.restore.RestoreClean;
import org.tidemark.journal.restore.RestoreProgress;
import org.tidemark.journal.restore.RestoreReport;
import org.tidemark.journal.restore.RestoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark restore-clean}. */
@Command(
    name = "restore-clean",
    mixinStandardHelpOptions = true,
    description =
        "Makes a restored tree exact by the manifests of its backups: removes what was removed,"
            + " and sets the attributes of directories. Needs no daemon. Exits with 6 as long as"
            + " names have to be restored again.")
final class RestoreCleanCommand implements Callable<Integer> {
  private static final PathBytes USUAL_STATE = PathBytes.ofUtf8("/var/lib/tidemark");

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      required = true,
      description = "The folder that stands for / in the restored tree.")
  private PathBytes root;

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description =
          "Where manifests lie that the restored tree does not have. Else in the state folder.")
  private @Nullable PathBytes manifests;

  @Option(
      names = "--consumer",
      paramLabel = "C",
      description = "Whose backups were restored, if there are manifests of several.")
  private @Nullable ConsumerName consumer;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Leaves out windows that were listed later, where an older state was restored: for"
              + " manifests that do not come from the restored tree.")
  private @Nullable Since until;

  @Option(names = "--dry-run", description = "Only tells what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--accept-holes",
      description = "Goes on although manifests are missing or broken.")
  private boolean acceptHoles;

  @Option(
      names = "--fetch-list",
      paramLabel = "FILE",
      description =
          "Where the names are written that have to be restored again. Else DIR.fetch, beside DIR.")
  private @Nullable PathBytes fetchList;

  @Option(names = "--json", description = "One JSON object a line; the last one has the counts.")
  private boolean json;

  RestoreCleanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    RestoreRequest request = request();
    RestoreCleanOutput output = new RestoreCleanOutput(console, json, request);
    RestoreProgress progress = new RestoreProgress();
    RestoreReport report;
    try (ProgressLine line = ProgressLine.of(console, () -> text(progress))) {
      line.start();
      report = new RestoreClean(new NativeKernel(), request, output, progress).run();
    }
    output.end(report);
    return report.exitCode().number();
  }

  private RestoreRequest request() throws TidemarkException {
    PathBytes state = PathBytes.ofUtf8(options.stateFolder().toString());
    PathBytes list = fetchList == null ? besideRoot(state) : fetchList;
    return new RestoreRequest(
        root,
        state.equals(USUAL_STATE) ? List.of(state) : List.of(state, USUAL_STATE),
        manifests,
        consumer == null ? null : consumer.text(),
        until == null ? null : time(until).instant(),
        dryRun,
        acceptHoles,
        list);
  }

  /** Not in the tree, which is to be exact; nothing lies beside the tree of the whole host. */
  private PathBytes besideRoot(PathBytes state) {
    return root.isRoot()
        ? state.resolve("restore.fetch".getBytes(StandardCharsets.US_ASCII))
        : PathBytes.ofLatin1(root.latin1() + ".fetch");
  }

  private Since.Time time(Since asked) {
    if (asked instanceof Since.Time time) {
      return time;
    }
    throw new ParameterException(spec.commandLine(), "--until takes a time, not a position");
  }

  private static String text(RestoreProgress progress) {
    return String.format(
        Locale.ROOT,
        "restore-clean: %,d lines read, %,d names removed, %,d directories set",
        progress.lines(),
        progress.removed(),
        progress.directories());
  }
}
