package org.tidemark.journal.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.PathBytes;

/**
 * What a backup product keeps and how it restores, as far as exact restores depend on it: it saves
 * what a list names, and lays the newest version of each name over what is there. It deletes
 * nothing, and cannot lay a file over a directory; both as seen with Bacula 9.6. Unlike it, it
 * keeps nanoseconds. One thread.
 */
public final class ProductArchive {
  private static final int FORMAT = 0xf000;
  private static final int FIFO = 0x1000;

  private final ByteTree source;

  /** One backup: what was saved, by name, in the order in which it was met. */
  public static final class Job {
    private final Map<String, Saved> saved = new LinkedHashMap<>();

    /** Number of names saved. */
    public int size() {
      return saved.size();
    }
  }

  private record Saved(
      int mode,
      int user,
      int group,
      long seconds,
      int nanos,
      long inode,
      String target,
      String content,
      SortedMap<String, byte[]> attributes) {

    boolean isDirectory() {
      return (mode & FORMAT) == 0x4000;
    }

    boolean isLink() {
      return (mode & FORMAT) == 0xa000;
    }
  }

  public ProductArchive(ByteTree source) {
    this.source = source;
  }

  /** Saves what a list names. */
  public Job save(List<Entry> list) {
    Job job = new Job();
    for (Entry entry : list) {
      byte[] relative = entry.path().relativeTo(source.top());
      String name = new String(relative, StandardCharsets.ISO_8859_1);
      switch (entry.kind()) {
        case OBJECT -> save(job, name, 0);
        case CONTENTS -> save(job, name, 1);
        case SUBTREE -> save(job, name, Integer.MAX_VALUE);
        case REMOVED -> {}
      }
    }
    return job;
  }

  private void save(Job job, String name, int levels) {
    if (!source.exists(name)) {
      return;
    }
    Saved object = object(name);
    if (levels > 0 && object.isDirectory()) {
      source.list(name).forEach(child -> save(job, ByteTree.join(name, child), levels - 1));
    }
    // Behind what it holds, so that laying that does not change its times.
    job.saved.put(name, object);
  }

  private Saved object(String name) {
    FileStat stat = source.stat(name);
    return new Saved(
        stat.mode(),
        stat.user(),
        stat.group(),
        stat.modifySeconds(),
        stat.modifyNanos(),
        stat.inode(),
        stat.isSymbolicLink() ? source.readlink(name) : "",
        stat.isRegular() ? new String(source.read(name), StandardCharsets.ISO_8859_1) : "",
        source.attributes(name));
  }

  /**
   * Restores what these backups hold into a tree that need not be empty.
   *
   * @return names that could not be laid, because a directory is in their place
   */
  public List<String> restore(List<Job> jobs, ByteTree into) {
    List<String> refused = new ArrayList<>();
    for (int number = 0; number < jobs.size(); number++) {
      List<Job> later = jobs.subList(number + 1, jobs.size());
      Map<Long, String> links = new LinkedHashMap<>();
      for (Map.Entry<String, Saved> one : jobs.get(number).saved.entrySet()) {
        boolean newest = later.stream().noneMatch(job -> supersedes(job, one));
        if (newest && !lay(one.getKey(), one.getValue(), into, links)) {
          refused.add(one.getKey());
        }
      }
    }
    return refused;
  }

  /** A directory and a file of one name are two things in its catalogue. */
  private static boolean supersedes(Job later, Map.Entry<String, Saved> one) {
    Saved other = later.saved.get(one.getKey());
    return other != null && other.isDirectory() == one.getValue().isDirectory();
  }

  /** Restores the newest version of some names. */
  public void restore(List<Job> jobs, List<PathBytes> names, ByteTree into) {
    for (PathBytes path : names) {
      String name = new String(path.relativeTo(source.top()), StandardCharsets.ISO_8859_1);
      Saved newest = null;
      for (Job job : jobs) {
        newest = job.saved.getOrDefault(name, newest);
      }
      if (newest == null || !lay(name, newest, into, new LinkedHashMap<>())) {
        throw new AssertionError("cannot be restored again: " + path);
      }
    }
  }

  private static boolean lay(String name, Saved object, ByteTree into, Map<Long, String> links) {
    if (name.contains("/")) {
      makeDirectory(name.substring(0, name.lastIndexOf('/')), into);
    }
    boolean there = into.exists(name);
    boolean directoryThere = there && into.stat(name).isDirectory();
    if (directoryThere && !object.isDirectory()) {
      return false;
    }
    if (object.isDirectory()) {
      makeDirectory(name, into);
    } else {
      if (there) {
        into.unlink(name);
      }
      String first = links.putIfAbsent(object.inode(), name);
      if (first != null && into.exists(first)) {
        into.link(first, name);
      } else {
        make(name, object, into);
      }
    }
    setAttributes(name, object, into);
    return true;
  }

  private static void makeDirectory(String name, ByteTree into) {
    if (into.exists(name) && into.stat(name).isDirectory()) {
      return;
    }
    if (name.contains("/")) {
      makeDirectory(name.substring(0, name.lastIndexOf('/')), into);
    }
    if (into.exists(name)) {
      into.unlink(name);
    }
    into.mkdir(name);
  }

  private static void make(String name, Saved object, ByteTree into) {
    if (object.isLink()) {
      into.symlink(object.target(), name);
    } else if ((object.mode() & FORMAT) == FIFO) {
      into.fifo(name);
    } else {
      into.create(name, object.content().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void setAttributes(String name, Saved object, ByteTree into) {
    into.chown(name, object.user(), object.group());
    if (!object.isLink()) {
      into.chmod(name, object.mode() & 07777);
    }
    for (String key : into.attributes(name).keySet()) {
      if (!object.attributes().containsKey(key)) {
        into.removeAttribute(name, key);
      }
    }
    object.attributes().forEach((key, value) -> into.setAttribute(name, key, value));
    into.setModified(name, object.seconds(), object.nanos());
  }
}
