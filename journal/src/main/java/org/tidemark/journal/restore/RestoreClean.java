package org.tidemark.journal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tidemark.journal.kernel.FileChanges;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.list.ManifestReader;
import org.tidemark.journal.list.ManifestSink;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Makes a restored tree exact: replays the manifests symbolically to one final state, and only then
 * removes what that calls gone and sets the attributes of directories. Can be stopped anywhere and
 * run again: the manifests and the tree are all that it goes by. One thread.
 */
public final class RestoreClean {
  private final Kernel kernel;
  private final RestoreRequest request;
  private final RestoreSink sink;
  private final RestoreProgress progress;

  public RestoreClean(
      Kernel kernel, RestoreRequest request, RestoreSink sink, RestoreProgress progress) {
    this.kernel = kernel;
    this.request = request;
    this.sink = sink;
    this.progress = progress;
  }

  /**
   * @throws TidemarkException with REFUSED if the manifests are no chain or cannot be read; nothing
   *     was changed then
   * @throws IOException if the tree could not be read; what was done is right as far as it went
   */
  public RestoreReport run() throws IOException, TidemarkException {
    try (BeneathTree tree = open();
        ManifestSources sources = new ManifestSources(kernel, request, tree)) {
      ManifestChain chain = sources.chain();
      FinalState state = new FinalState();
      FetchList fetch = new FetchList(request.fetchList(), request.root());
      List<String> leftOver = fetch.continues(chain.replayed().get(0).header());
      Replay replay = new Replay(tree, state, fetch.names(), progress);
      List<FoundManifest> said = replay(chain, replay);
      List<String> doubts = doubts(said, replay);
      List<String> notes =
          Stream.of(chain.notes(), leftOver, doubts).flatMap(List::stream).toList();
      sink.chain(said.stream().map(each -> each.place().toString()).toList(), notes);
      boolean vouched = chain.vouched() && doubts.isEmpty();
      return change(tree, state, fetch, said, vouched);
    }
  }

  /**
   * What a gap took away was not seen by its own window: the next one has it, if the gap was
   * reconciled by then. And what was called gone before may have come back in it, unless a later
   * window says of it what is there, as a cumulative one does.
   */
  private static List<String> doubts(List<FoundManifest> said, Replay replay) {
    return replay.doubts().stream()
        .map(
            doubt ->
                "nobody can say what was removed in "
                    + doubt.path()
                    + " by the time of "
                    + said.get(doubt.manifest() - 1).place())
        .toList();
  }

  private BeneathTree open() throws TidemarkException {
    try {
      return new BeneathTree(kernel, request.root());
    } catch (KernelException e) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION, "restore-clean: --root: " + e.getMessage(), e.hint(), e);
    }
  }

  /** Reads all of them to their ends before anything is changed; gives those that were good. */
  private List<FoundManifest> replay(ManifestChain chain, Replay replay)
      throws IOException, TidemarkException {
    List<FoundManifest> good = new ArrayList<>();
    for (FoundManifest each : chain.replayed()) {
      if (!request.acceptHoles() || isWhole(each)) {
        good.add(each);
        replay.nextManifest();
        read(each, replay);
      }
    }
    return good;
  }

  private static void read(FoundManifest manifest, ManifestSink sink)
      throws IOException, TidemarkException {
    try (InputStream in = manifest.open()) {
      new ManifestReader(in).readInto(sink);
    } catch (KernelException e) {
      throw e;
    } catch (IOException e) {
      throw ManifestSources.broken(manifest.place() + ": " + e.getMessage(), e);
    }
  }

  /** What a broken one says before it breaks off must not count. */
  private boolean isWhole(FoundManifest manifest) throws IOException {
    try {
      read(manifest, new Checking());
      return true;
    } catch (TidemarkException e) {
      sink.failed(manifest.path(), "left out: " + e.getMessage());
      return false;
    }
  }

  private RestoreReport change(
      BeneathTree tree,
      FinalState state,
      FetchList fetch,
      List<FoundManifest> manifests,
      boolean vouched)
      throws IOException {
    Tally tally = new Tally(sink, progress);
    FileChanges changes = new FileChanges();
    addStale(tree, PathBytes.ROOT, state.root(), LastWord.NOTHING.ofChild(state.root()), fetch);
    if (!request.dryRun()) {
      // Once the stale directories are gone, nothing else tells which names are missing.
      fetch.write(path -> state.lastWord(path).isDirectory());
    }
    List<Long> made = manifests.stream().map(each -> each.header().madeMillis()).toList();
    Ages ages = new Ages(made, Instant.now());
    new Cleaner(kernel, changes, tree, ages, request.dryRun(), tally).clean(state);
    if (!request.dryRun()) {
      new DirectorySetter(kernel, changes, tree, manifests, progress, tally).set(state);
      dropWhatIsThere(tree, state, fetch);
      fetch.write(path -> state.lastWord(path).isDirectory());
    }
    fetch.names().forEach(sink::fetch);
    return tally.report(fetch.names().size(), vouched);
  }

  private static void addStale(
      BeneathTree tree, PathBytes path, FinalNode node, LastWord word, FetchList fetch)
      throws IOException {
    FileStat stat = new FileStat();
    if (!word.isGone() && word.present() > 0) {
      boolean blocked = tree.stat(path, stat) < 0;
      if (blocked || word.isOtherThan(stat.isDirectory())) {
        fetch.names().add(path);
      }
    }
    for (String name : node.children().keySet()) {
      FinalNode child = node.child(name);
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      addStale(tree, path.child(bytes), child, word.ofChild(child), fetch);
    }
  }

  /**
   * Those that are as they should be, or should no longer be there; and those of which no manifest
   * speaks, left over by another restore.
   */
  private void dropWhatIsThere(BeneathTree tree, FinalState state, FetchList fetch)
      throws IOException {
    FileStat stat = new FileStat();
    for (PathBytes path : List.copyOf(fetch.names())) {
      LastWord word = state.lastWord(path);
      boolean there = tree.stat(path, stat) == 0 && !word.isOtherThan(stat.isDirectory());
      boolean unheardOf = word.present() == 0 && !request.acceptHoles();
      if (there || word.isGone() || unheardOf) {
        fetch.names().remove(path);
      }
    }
  }
}
