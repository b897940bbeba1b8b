package org.tidemark.rsync;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;

/**
 * Looks, just before rsync runs, whether the directories that lead to the listed names still are
 * directories. A directory that became a symbolic link after the list was made would lead rsync out
 * of the source: it is handed over itself, as a name, and nothing below it.
 */
final class AncestorGuard {
  private final ByteFiles files;
  private final Path workFolder;

  AncestorGuard(ByteFiles files, Path workFolder) {
    this.files = files;
    this.workFolder = workFolder;
  }

  PassPlan guard(PassPlan plan, PathBytes source) throws TidemarkException {
    try {
      Set<String> directories = directoriesOf(plan);
      Set<String> real = real(directories, source);
      return real.containsAll(directories) ? plan : rewritten(plan, real);
    } catch (IOException e) {
      throw StateFolder.unusable("read names in", workFolder, e);
    }
  }

  /** Every directory on the way to a name, relative to the source; the source itself left out. */
  private static Set<String> directoriesOf(PassPlan plan) throws IOException {
    Set<String> out = new HashSet<>();
    for (Pass pass : plan.passes()) {
      if (pass.isListed()) {
        addDirectories(plan.names().file(pass), out);
      }
    }
    return out;
  }

  private static void addDirectories(Path names, Set<String> out) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(names))) {
      for (String name = next(in); name != null; name = next(in)) {
        int slash = name.lastIndexOf('/');
        while (slash > 0 && out.add(name.substring(0, slash))) {
          slash = name.lastIndexOf('/', slash - 1);
        }
      }
    }
  }

  /** The next name without its {@code ./}; a CONTENTS name still has its slash behind. */
  private static String next(InputStream in) throws IOException {
    String name = DeletionLimit.next(in);
    return name == null ? null : name.substring(2);
  }

  /** Those of the directories, relative to the source, that are directories and lie in it. */
  Set<String> real(Set<String> directories, PathBytes source)
      throws IOException, TidemarkException {
    Path list = workFolder.resolve("directories");
    try (var out = Files.newBufferedWriter(list, StandardCharsets.ISO_8859_1)) {
      for (String directory : directories) {
        out.write("./" + directory + "/.\0");
      }
    }
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    files.realDirectories(source, list, found);
    return relative(found.toByteArray(), source);
  }

  private static Set<String> relative(byte[] found, PathBytes source) throws IOException {
    Set<String> out = new HashSet<>();
    InputStream in = new ByteArrayInputStream(found);
    for (String path = DeletionLimit.next(in); path != null; path = DeletionLimit.next(in)) {
      PathBytes real = PathBytes.ofLatin1(path);
      if (real.isUnder(source)) {
        out.add(new String(real.relativeTo(source), StandardCharsets.ISO_8859_1));
      }
    }
    return out;
  }

  private PassPlan rewritten(PassPlan plan, Set<String> real)
      throws IOException, TidemarkException {
    Set<String> replaced = new TreeSet<>();
    Set<Pass> passes = EnumSet.copyOf(plan.passes());
    PassNames names = new PassNames(StateFolder.subfolder(workFolder, "guarded"));
    try (names) {
      for (Pass pass : plan.passes()) {
        if (pass.isListed()) {
          copy(plan.names().file(pass), pass, real, names, replaced);
        }
      }
      for (String name : replaced) {
        names.add(Pass.OBJECTS, name.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    passes.add(Pass.OBJECTS);
    passes.removeIf(pass -> pass.isListed() && names.count(pass) == 0);
    return plan.with(List.copyOf(passes), names);
  }

  private static void copy(
      Path file, Pass pass, Set<String> real, PassNames names, Set<String> replaced)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (String name = next(in); name != null; name = next(in)) {
        String changed = topmostChanged(name, real);
        if (changed.isEmpty()) {
          names.add(pass, withoutSlash(name).getBytes(StandardCharsets.ISO_8859_1));
        } else {
          replaced.add(changed);
        }
      }
    }
  }

  private static String withoutSlash(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  /** The first directory on the way to a name that is none any more; empty if there is none. */
  private static String topmostChanged(String name, Set<String> real) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      String directory = name.substring(0, slash);
      if (!real.contains(directory)) {
        return directory;
      }
    }
    return "";
  }
}
