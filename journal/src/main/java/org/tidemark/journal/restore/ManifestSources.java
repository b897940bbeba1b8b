package org.tidemark.journal.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Where manifests are looked for: in the restored tree, then in the folder that was named, then in
 * the own state. What the tree has says which state was restored: of the other places only what is
 * older is used, and only to close a hole, which is said then. One thread.
 */
final class ManifestSources implements AutoCloseable {
  private static final byte[] MANIFESTS = {'m', 'a', 'n', 'i', 'f', 'e', 's', 't', 's'};

  private final Kernel kernel;
  private final RestoreRequest request;
  private final BeneathTree tree;
  private final List<BeneathTree> opened = new ArrayList<>();

  ManifestSources(Kernel kernel, RestoreRequest request, BeneathTree tree) {
    this.kernel = kernel;
    this.request = request;
    this.tree = tree;
  }

  /**
   * @throws TidemarkException if there are none, or if they cannot be trusted
   */
  ManifestChain chain() throws IOException, TidemarkException {
    ManifestSearch search = inTree();
    return chain(checked(search)).withDoubts(warnings(search.warnings()));
  }

  private ManifestChain chain(List<FoundManifest> restored) throws IOException, TidemarkException {
    if (restored.isEmpty()) {
      List<FoundManifest> elsewhere = elsewhere();
      if (elsewhere.isEmpty()) {
        throw none();
      }
      return ManifestChain.of(elsewhere, request, false);
    }
    try {
      return ManifestChain.of(restored, request, true);
    } catch (TidemarkException refused) {
      List<FoundManifest> all = withOlder(restored, elsewhere());
      if (all.size() == restored.size()) {
        throw refused;
      }
      ManifestChain chain = ManifestChain.of(all, request, false);
      return chain.withDoubts(notRestored(chain, restored));
    }
  }

  /** The manifest is there, but what it was made for is not: nothing in it can be put back. */
  private static List<String> notRestored(ManifestChain chain, List<FoundManifest> restored) {
    return chain.replayed().stream()
        .filter(each -> !restored.contains(each))
        .map(
            each -> each.place() + " is not in the restored tree: what its backup saved may not be")
        .toList();
  }

  private List<String> warnings(List<BackupWarnings> found) {
    return found.stream()
        .distinct()
        .filter(
            each ->
                request.consumer() == null
                    || Set.of("", request.consumer()).contains(each.consumer()))
        .flatMap(each -> each.what().stream().map(what -> each.backup() + ": " + what))
        .toList();
  }

  private static List<FoundManifest> withOlder(
      List<FoundManifest> restored, List<FoundManifest> elsewhere) {
    List<FoundManifest> all = new ArrayList<>(restored);
    for (FoundManifest each : elsewhere) {
      boolean older =
          restored.stream()
              .filter(one -> one.header().consumer().equals(each.header().consumer()))
              .anyMatch(each::isBefore);
      if (older && restored.stream().noneMatch(each::isSameWindow)) {
        all.add(each);
      }
    }
    return all;
  }

  private TidemarkException none() {
    return new TidemarkException(
        ExitCode.REFUSED,
        "restore-clean: no manifests were found below " + request.root() + "; nothing was removed",
        "Name a folder that holds them with --manifests.");
  }

  /** The usual places first; a state folder of another name is found by reading the tree. */
  private ManifestSearch inTree() throws IOException {
    ManifestSearch search = new ManifestSearch(tree);
    for (PathBytes state : request.states()) {
      search.below(state.child(MANIFESTS));
    }
    return search.found().isEmpty() && search.broken().isEmpty() ? search.anywhere() : search;
  }

  private List<FoundManifest> elsewhere() throws IOException, TidemarkException {
    PathBytes folder = request.manifests();
    if (folder == null) {
      folder = request.states().get(0).child(MANIFESTS);
    }
    BeneathTree place = open(folder);
    return place == null ? List.of() : checked(new ManifestSearch(place).below(PathBytes.ROOT));
  }

  /** Null if the own state has none. */
  private @Nullable BeneathTree open(PathBytes folder) throws TidemarkException {
    try {
      BeneathTree place = new BeneathTree(kernel, folder);
      opened.add(place);
      return place;
    } catch (KernelException e) {
      if (request.manifests() == null) {
        return null;
      }
      throw new TidemarkException(
          ExitCode.CONFIGURATION, "restore-clean: --manifests: " + e.getMessage(), "", e);
    }
  }

  private List<FoundManifest> checked(ManifestSearch search) throws TidemarkException {
    if (!search.broken().isEmpty() && !request.acceptHoles()) {
      throw broken(search.broken().get(0), null);
    }
    return search.found();
  }

  static TidemarkException broken(String what, @Nullable Throwable cause) {
    return new TidemarkException(
        ExitCode.REFUSED,
        "restore-clean: a manifest cannot be used: " + what + "; nothing was removed",
        "Restore it again, or take it away; --accept-holes goes on without it.",
        cause);
  }

  @Override
  public void close() {
    opened.forEach(BeneathTree::close);
  }
}
