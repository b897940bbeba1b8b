package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

class LookupAheadTest {
  private static final DescribedDirectory.Reader NOBODY = (path, descriptor) -> null;

  @TempDir Path temp;

  @Test
  void threadsSeeInTreeOrderWhatOneThreadSees() throws Exception {
    List<Candidate> candidates = candidates();
    List<String> ahead = new ArrayList<>();
    try (LookupAhead lookups = ahead(candidates.iterator(), true)) {
      for (Sight sight = lookups.next(); sight != null; sight = lookups.next()) {
        assertThat(sight.place()).isNotNull();
        ahead.add(described(sight.candidate(), sight.place(), sight.stat().inode()));
      }
    }
    assertThat(ahead).isEqualTo(oneByOne(candidates));
  }

  @Test
  void theDirectoryOfEachNameThatIsThereOrMissingInItIsReadToo() throws Exception {
    int read = 0;
    try (LookupAhead lookups = ahead(candidates().iterator(), true)) {
      for (Sight sight = lookups.next(); sight != null; sight = lookups.next()) {
        PathBytes path = sight.candidate().path();
        boolean reached = sight.place().at().equals(path);
        assertThat(sight.around() != null).as("%s", path).isEqualTo(reached);
        if (reached) {
          Path directory = Path.of(path.parent().toString());
          Object inode = Files.getAttribute(directory, "unix:ino");
          assertThat(sight.around().path()).isEqualTo(path.parent());
          assertThat(sight.around().error()).isZero();
          assertThat(sight.around().stat().inode()).isEqualTo(inode);
          read++;
        }
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void whatIsNotWantedIsNotLookedUpUntilSomebodyAsks() throws Exception {
    Candidate one = candidates().get(0);
    try (LookupAhead lookups = ahead(List.of(one).iterator(), false);
        TreeLookup own = lookup()) {
      Sight sight = lookups.next();
      assertThat(sight.place()).isNull();
      sight.lookUp(own);
      assertThat(sight.place()).isNotNull();
    }
  }

  @Test
  void noMoreThanAFewBatchesAreTakenAhead() throws Exception {
    List<Candidate> candidates = candidates();
    int[] taken = {0};
    Iterator<Candidate> left = candidates.iterator();
    Iterator<Candidate> counted =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return left.hasNext();
          }

          @Override
          public Candidate next() {
            taken[0]++;
            return left.next();
          }
        };
    int given = 0;
    int most = 0;
    try (LookupAhead lookups = ahead(counted, true)) {
      while (lookups.next() != null) {
        most = Math.max(most, taken[0] - given);
        given++;
      }
    }
    assertThat(given).isEqualTo(candidates.size());
    assertThat(most).isLessThanOrEqualTo((LookupAhead.MAX_BATCHES + 1) * LookupAhead.BATCH);
  }

  @Test
  void aJournalThatCannotBeReadEndsIt() {
    assertThatThrownBy(
            () -> {
              try (LookupAhead lookups =
                  new LookupAhead(
                      () -> {
                        throw new IOException("broken");
                      },
                      this::lookup,
                      () -> NOBODY,
                      candidate -> true)) {
                lookups.next();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }

  @Test
  void aRootInsideAnotherIsNotTakenForMissingWithItsNeighbour() throws Exception {
    PathBytes above = top().child(bytes("gone"));
    PathBytes inner = above.child(bytes("root"));
    List<Root> roots =
        List.of(
            new Root(top(), top(), false, Exclusions.NONE),
            new Root(inner, inner, false, Exclusions.NONE));
    Iterator<Candidate> candidates =
        List.of(changed(above.child(bytes("neighbour"))), changed(inner)).iterator();
    try (LookupAhead lookups =
        new LookupAhead(
            () -> candidates.hasNext() ? candidates.next() : null,
            () -> new TreeLookup(new NativeKernel(), roots, Presentation.AS_IS),
            () -> NOBODY,
            candidate -> true)) {
      assertThat(lookups.next().place().outcome()).isEqualTo(Place.Outcome.MISSING);
      assertThat(lookups.next().place().outcome()).isEqualTo(Place.Outcome.NO_ROOT);
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static Candidate changed(PathBytes path) {
    return new Candidate(path, ChangeBits.CONTENT, false, false, false, Reason.CHANGED, "");
  }

  private LookupAhead ahead(Iterator<Candidate> candidates, boolean wanted) {
    return new LookupAhead(
        () -> candidates.hasNext() ? candidates.next() : null,
        this::lookup,
        () -> new DirectoryAttributes(new NativeKernel()),
        candidate -> wanted);
  }

  private TreeLookup lookup() {
    PathBytes top = top();
    Root root = new Root(top, top, false, Exclusions.NONE);
    return new TreeLookup(new NativeKernel(), List.of(root), Presentation.AS_IS);
  }

  private PathBytes top() {
    try {
      return PathBytes.ofUtf8(temp.toRealPath().toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> oneByOne(List<Candidate> candidates) {
    List<String> out = new ArrayList<>();
    try (TreeLookup lookup = lookup()) {
      for (Candidate candidate : candidates) {
        Place place = lookup.find(candidate.path());
        out.add(described(candidate, place, lookup.stat().inode()));
      }
    }
    return out;
  }

  private static String described(Candidate candidate, Place place, long inode) {
    String what = candidate.path() + " " + place.outcome() + " at " + place.at();
    return what + " " + place.errno() + (place.isFound() ? " inode " + inode : "");
  }

  /** Present and missing names, below directories, files, links and missing directories. */
  private List<Candidate> candidates() throws IOException {
    Random random = new Random(7);
    TreeSet<PathBytes> paths = new TreeSet<>();
    for (int directory = 0; directory < 60; directory++) {
      Path place = temp.resolve("d" + directory);
      switch (directory % 4) {
        case 0 -> Files.writeString(place, "a file where a directory was");
        case 1 -> Files.createSymbolicLink(place, Path.of("d2"));
        case 2 -> Files.createDirectories(place.resolve("sub"));
        default -> assertThat(place).doesNotExist();
      }
      for (int name = 0; name < 100; name++) {
        String child = (random.nextBoolean() ? "sub/" : "") + "n" + name;
        paths.add(
            top()
                .child(("d" + directory).getBytes(StandardCharsets.US_ASCII))
                .resolve(child.getBytes(StandardCharsets.US_ASCII)));
        if (directory % 4 == 2 && random.nextBoolean()) {
          Files.writeString(place.resolve(child), "x");
        }
      }
    }
    return paths.stream().map(LookupAheadTest::changed).toList();
  }
}
