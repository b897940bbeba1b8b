package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/**
 * Restores images into a folder that stands for {@code /}. Nothing that is there is removed, but
 * what stands in the way of a name that is restored. Used by one thread.
 */
public final class Restore {
  private final Path into;
  private final Behaviours behaviours;
  private final JobLog log;
  private final List<String> complaints = new ArrayList<>();
  private final Set<String> failed = new TreeSet<>();

  Restore(Path into, Behaviours behaviours, JobLog log) {
    this.into = into;
    this.behaviours = behaviours;
    this.log = log;
  }

  /** The images one after the other, each whole. */
  public Restore each(List<Image> images) {
    images.forEach(image -> extract(image, image.names()));
    return this;
  }

  /** Of each name only the newest copy, as the view over a range of dates shows them. */
  public Restore newestCopies(List<Image> images) {
    Map<String, Image> newest = new LinkedHashMap<>();
    for (Image image : images) {
      image.names().forEach(name -> newest.put(name, image));
    }
    return copies(images, newest);
  }

  /**
   * True image restore: exactly what the last image believes to be there, each name from the newest
   * image that holds it.
   *
   * @param images oldest first; the last one is the point in time
   */
  public Restore trueImage(List<Image> images) {
    Map<String, Image> newest = new LinkedHashMap<>();
    for (Image image : images) {
      image.names().forEach(name -> newest.put(name, image));
    }
    newest.keySet().retainAll(images.get(images.size() - 1).present());
    return copies(images, newest);
  }

  private Restore copies(List<Image> images, Map<String, Image> newest) {
    for (Image image : images) {
      extract(image, image.names().stream().filter(n -> image.equals(newest.get(n))).toList());
    }
    return this;
  }

  /** Some names of one image. */
  public Restore some(Image image, List<String> names) {
    extract(image, names);
    return this;
  }

  private void extract(Image image, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    makeRoom(image, names);
    Path list = into.resolveSibling(into.getFileName() + ".names");
    ImageWriter.writeList(list, new ArrayList<>(new TreeSet<>(names)));
    if (behaviours.has(UnverifiedBehaviour.RESUMED_IMAGE_IS_RESTORED_AS_ONE)) {
      extract(joined(image), list);
    } else {
      image.parts().forEach(part -> extract(part, list));
    }
    names.stream().filter(name -> !target().exists(name.substring(1))).forEach(failed::add);
  }

  private ByteTree target() {
    return new ByteTree(PathBytes.ofUtf8(into.toString()));
  }

  /** What was sent before and behind a checkpoint, in one archive. */
  private Path joined(Image image) {
    if (image.parts().size() == 1) {
      return image.parts().get(0);
    }
    Path whole = into.resolveSibling(into.getFileName() + ".tar");
    try (OutputStream out = Files.newOutputStream(whole)) {
      for (Path part : image.parts()) {
        Files.copy(part, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return whole;
  }

  private void extract(Path archive, Path list) {
    Programs.Result result =
        Programs.run(
            "tar",
            "--extract",
            "--ignore-zeros",
            "--file=" + archive,
            "--directory=" + into,
            "--same-owner",
            "--preserve-permissions",
            "--numeric-owner",
            "--xattrs",
            "--xattrs-include=*",
            "--acls",
            "--delay-directory-restore",
            "--no-recursion",
            "--null",
            "--verbatim-files-from",
            "--files-from=" + list);
    result.output().lines().filter(Restore::isComplaint).forEach(this::complain);
  }

  /** Parts of an image are archives of their own, each with some of the names only. */
  private static boolean isComplaint(String line) {
    return line.contains("Cannot") && !line.contains("Not found in archive");
  }

  private void complain(String line) {
    complaints.add(line);
    log.note("restore: " + line);
  }

  private void makeRoom(Image image, List<String> names) {
    ByteTree target = target();
    boolean replaces = behaviours.has(UnverifiedBehaviour.RESTORE_REPLACES_OTHER_KINDS);
    for (String name : names) {
      String relative = name.substring(1);
      boolean directory = image.directories().contains(name);
      if (target.exists(relative) && target.stat(relative).isDirectory() != directory) {
        if (directory || replaces) {
          target.removeTree(relative);
        }
      }
    }
  }

  /** Names that were to be restored, and were not there right after it. */
  public Set<String> failed() {
    return Set.copyOf(failed);
  }

  /** What could not be restored, in the words of the restoring program. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }
}
