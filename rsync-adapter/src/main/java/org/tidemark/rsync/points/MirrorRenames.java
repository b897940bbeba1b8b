package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;

/**
 * Renames directories on the mirror as they were renamed in the source, so that what is below need
 * not be copied again. Hints are only hints: the passes go over every name that this touched.
 */
public final class MirrorRenames {
  private static final int WORDS_AT_ONCE = 24;

  private static final String CARRY_OUT =
      """
      while [ "$#" -gt 0 ]; do
        case $1 in
          D) mkdir -m 700 -- "$2" || exit 255 ;;
          M) if [ -L "$2" ] || [ ! -d "$2" ] || [ -L "$3" ] || [ -e "$3" ]; then exit 255; fi
             mv -T -- "$2" "$3" || exit 255 ;;
        esac
        shift 3
      done
      """;

  private static final String SYNC = "sync -f \"$@\"";

  private final Bulk bulk;
  private final Path work;
  private final RenamePlan plan;

  private MirrorRenames(Bulk bulk, Path work, RenamePlan plan) {
    this.bulk = bulk;
    this.work = work;
    this.plan = plan;
  }

  /**
   * Finds out which hints can be followed; changes nothing.
   *
   * @param hints in the order in which the renames happened, as far as that is known
   * @param work a local folder for files
   */
  public static MirrorRenames plan(
      Host host, PathBytes mirror, List<RenameHint> hints, SourceLook source, Path work)
      throws TidemarkException {
    try {
      Bulk bulk = Bulk.in(host, mirror);
      List<RenameHint> usable =
          hints.stream()
              .filter(hint -> !source.isKept().test(hint.from()))
              .filter(hint -> !source.isKept().test(hint.to()))
              .toList();
      MirrorFacts facts = new MirrorFacts(bulk, work);
      List<PathBytes> names = names(usable);
      facts.ask(names);
      RenamePlan plan = new RenamePlan(facts, inSource(names, source, work));
      plan.follow(usable);
      return new MirrorRenames(bulk, work, plan);
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot look for renames: " + e.getMessage(), e);
    }
  }

  private static List<PathBytes> names(List<RenameHint> hints) {
    List<PathBytes> names = new ArrayList<>();
    for (RenameHint hint : hints) {
      names.add(hint.from());
      names.add(hint.to());
    }
    return names;
  }

  private static Set<PathBytes> inSource(List<PathBytes> names, SourceLook source, Path work)
      throws IOException, TidemarkException {
    Path asked = work.resolve("hints");
    try (NulWriter out = new NulWriter(asked)) {
      for (PathBytes name : names) {
        out.add(MirrorName.text(name));
      }
    }
    Path found = work.resolve("hints-in-source");
    Bulk.in(source).run(Bulk.DIRECTORIES, asked, found);
    Set<String> texts = new HashSet<>();
    BeforeMaker.readInto(found, texts);
    Set<PathBytes> out = new HashSet<>();
    texts.forEach(text -> out.add(MirrorName.parse(text)));
    return out;
  }

  /** What undoes them; to be kept before they are carried out. */
  public Renames renames() {
    return plan.renames();
  }

  /** Every name that they touch: whatever they did, a comparison of these shows it. */
  public Set<PathBytes> touched() {
    Set<PathBytes> out = new HashSet<>();
    for (RenamePlan.Action action : plan.actions()) {
      if (action.made() != null) {
        out.add(action.made());
      } else {
        out.add(action.move().from());
        out.add(action.move().to());
      }
    }
    return out;
  }

  /** Does it; what is on disk when this returns stays there. */
  public void carryOut() throws TidemarkException {
    Path words = work.resolve("renaming");
    Path root = work.resolve("renaming-root");
    try (NulWriter out = new NulWriter(words)) {
      for (RenamePlan.Action action : plan.actions()) {
        boolean makes = action.made() != null;
        out.add(makes ? "D" : "M");
        out.add(MirrorName.text(makes ? action.made() : action.move().from()));
        out.add(makes ? "" : MirrorName.text(action.move().to()));
      }
      Files.write(root, new byte[] {'.', 0});
    } catch (IOException e) {
      throw PointsFolder.failed("cannot write " + words + ": " + e.getMessage(), e);
    }
    bulk.each(WORDS_AT_ONCE, CARRY_OUT, words, work.resolve("renamed"));
    bulk.run(SYNC, root, work.resolve("synced"));
  }
}
