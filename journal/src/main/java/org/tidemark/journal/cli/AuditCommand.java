package org.tidemark.journal.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.audit.Audit;
import org.tidemark.journal.audit.AuditBase;
import org.tidemark.journal.audit.AuditReport;
import org.tidemark.journal.audit.AuditRequest;
import org.tidemark.journal.audit.Barrier;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.store.JournalInspection;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Walks a tree and reports each change that the journal would not list. Exits with 7 if"
            + " there is one, with 6 if a part could not be read.")
final class AuditCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Parameters(paramLabel = "PATH", description = "A watched tree, or a part of one.")
  private PathBytes path;

  @ArgGroup(exclusive = true)
  private From from = new From();

  @Option(names = "--json", description = "One JSON object a line; the last one has the counts.")
  private boolean json;

  /** Against what the tree is held. */
  private static final class From {
    @Option(
        names = "--consumer",
        paramLabel = "C",
        description = "What changed since the last committed window of this consumer.")
    private @Nullable ConsumerName consumer;

    @Option(
        names = "--since",
        paramLabel = "TIME|POSITION",
        description =
            "What changed since then, in the forms of 'changes'. Without this and --consumer: as"
                + " far back as the journal vouches for the tree.")
    private @Nullable Since since;
  }

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Path state = options.stateFolder();
    SocketJournalClient client = SocketJournalClient.connect(state);
    List<Root> roots = roots(client);
    PathBytes top = real(roots);
    boolean timesSetBack = !options.load(List.of(), null).timeResets().isEmpty();
    AuditRequest request =
        new AuditRequest(
            state, roots, top, base(state, top), timesSetBack, WalkRequest.usualThreads());
    AuditOutput output = new AuditOutput(console, json);
    AuditReport report = audited(request, new DaemonBarrier(client, top), output);
    output.end(report);
    return exit(report).number();
  }

  private AuditReport audited(AuditRequest request, Barrier barrier, AuditOutput output)
      throws TidemarkException {
    WalkControl control = new WalkControl();
    Audit audit = new Audit(new NativeKernel(), request, barrier, output, control);
    audit.check();
    output.begin(request.base());
    try (ProgressLine progress = ProgressLine.of(console, () -> progress(control))) {
      progress.start();
      return audit.run();
    }
  }

  private static String progress(WalkControl control) {
    return String.format(
        Locale.ROOT, "audit: %,d directories, %,d names", control.directories(), control.names());
  }

  private static ExitCode exit(AuditReport report) {
    if (report.misses() > 0) {
      return ExitCode.FOUND;
    }
    return report.unseen() > 0 || !report.complete() ? ExitCode.PARTIAL : ExitCode.DONE;
  }

  private static List<Root> roots(SocketJournalClient client) throws TidemarkException {
    List<Root> roots = new ArrayList<>();
    for (RootInfo root : client.roots()) {
      Exclusions exclusions = Exclusions.of(root.exclusions());
      roots.add(new Root(root.path(), root.path(), root.nested(), exclusions));
    }
    return roots;
  }

  /** A path that leads through symbolic links is walked where it leads. */
  private PathBytes real(List<Root> roots) throws TidemarkException {
    boolean watched = roots.stream().anyMatch(root -> path.isUnder(root.path()));
    return watched
        ? path
        : SourceSet.resolveRoot(new NativeKernel(), path, false, Exclusions.NONE).path();
  }

  private AuditBase base(Path state, PathBytes top) throws TidemarkException {
    try (JournalReader reader = JournalInspection.reader(state);
        ChangeLookup lookup = ChangeLookup.open(state)) {
      if (from.consumer != null) {
        return AuditBase.ofConsumer(reader, lookup, from.consumer, top);
      }
      if (from.since instanceof Since.After after) {
        return AuditBase.since(reader, lookup, after.position());
      }
      return from.since instanceof Since.Time time
          ? AuditBase.since(reader, time.instant().toEpochMilli())
          : AuditBase.earliest(reader, lookup, top);
    }
  }
}
