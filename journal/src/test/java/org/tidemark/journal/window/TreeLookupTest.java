package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/** Both ways of lookup: with openat2(2), and name by name as before Linux 5.6. */
class TreeLookupTest {
  @TempDir Path temp;
  private Path top;

  @BeforeEach
  void prepare() throws Exception {
    top = temp.toRealPath();
    Files.createDirectories(top.resolve("a/b"));
    Files.writeString(top.resolve("a/b/f"), "f");
    Files.createSymbolicLink(top.resolve("link"), Path.of("a"));
  }

  private PathBytes at(String relative) {
    return PathBytes.ofUtf8(top + "/" + relative);
  }

  private TreeLookup lookup(boolean walking) {
    PathBytes path = PathBytes.ofUtf8(top.toString());
    Root root = new Root(path, path, false, Exclusions.NONE);
    TreeLookup lookup = new TreeLookup(new NativeKernel(), List.of(root), Presentation.AS_IS);
    return walking ? lookup.walkingOnly() : lookup;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatExistsIsFoundAndASymbolicLinkIsItself(boolean walking) {
    try (TreeLookup lookup = lookup(walking)) {
      assertThat(lookup.find(at("a/b/f")).isFound()).isTrue();
      assertThat(lookup.stat().isRegular()).isTrue();
      assertThat(lookup.find(at("link")).isFound()).isTrue();
      assertThat(lookup.stat().isSymbolicLink()).isTrue();
      assertThat(lookup.find(PathBytes.ofUtf8(top.toString())).isFound()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTopmostMissingNameIsNamed(boolean walking) {
    try (TreeLookup lookup = lookup(walking)) {
      Place place = lookup.find(at("a/x/y/z"));
      assertThat(place.outcome()).isEqualTo(Place.Outcome.MISSING);
      assertThat(place.at()).isEqualTo(at("a/x"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hazard9NoLinkAndNoFileOnTheWayIsFollowed(boolean walking) {
    try (TreeLookup lookup = lookup(walking)) {
      Place throughLink = lookup.find(at("link/b/f"));
      assertThat(throughLink.outcome()).isEqualTo(Place.Outcome.NOT_DIRECTORY);
      assertThat(throughLink.at()).isEqualTo(at("link"));
      assertThat(lookup.find(at("a/b/f/g")).at()).isEqualTo(at("a/b/f"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNameThatTheKernelRefusesIsAFailureAndNotMissing(boolean walking) {
    try (TreeLookup lookup = lookup(walking)) {
      Place place = lookup.find(at("a/" + "n".repeat(300)));
      assertThat(place.outcome()).isEqualTo(Place.Outcome.FAILED);
    }
  }
}
