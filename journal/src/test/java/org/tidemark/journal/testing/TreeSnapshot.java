package org.tidemark.journal.testing;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * All that a backup keeps of a tree at one moment, taken by looking at every file: the truth that
 * sources and lists are compared with. Immutable.
 */
public final class TreeSnapshot {
  /** Facts of one name by their word ({@code mode}, {@code mtime}, …), in text form. */
  public record Facts(long inode, SortedMap<String, String> values) {}

  private final SortedMap<PathBytes, Facts> names = new TreeMap<>();

  private TreeSnapshot() {}

  /** Looks at everything; nothing may change meanwhile. The top itself is among the names. */
  public static TreeSnapshot of(ByteTree tree) {
    TreeSnapshot snapshot = new TreeSnapshot();
    snapshot.add(tree, "");
    return snapshot;
  }

  private void add(ByteTree tree, String name) {
    FileStat stat = tree.stat(name);
    names.put(tree.path(name), new Facts(stat.inode(), facts(tree, name, stat)));
    if (stat.isDirectory()) {
      tree.list(name).forEach(child -> add(tree, ByteTree.join(name, child)));
    }
  }

  private static SortedMap<String, String> facts(ByteTree tree, String name, FileStat stat) {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("mode", Integer.toOctalString(stat.mode()));
    facts.put("owner", stat.user() + ":" + stat.group());
    facts.put("mtime", String.format("%d.%09d", stat.modifySeconds(), stat.modifyNanos()));
    if (stat.isRegular()) {
      byte[] content = tree.read(name);
      facts.put("size", Long.toString(stat.size()));
      facts.put("content", Integer.toHexString(Arrays.hashCode(content)) + digest(content));
    } else if (stat.isSymbolicLink()) {
      facts.put("target", quoted(tree.readlink(name)));
    } else if (!stat.isDirectory()) {
      facts.put("device", Long.toHexString(stat.specialDevice()));
    }
    tree.attributes(name).forEach((key, value) -> facts.put("xattr " + key, digest(value)));
    return facts;
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String quoted(String latin1) {
    return PercentText.encode(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** This snapshot without some of its names. */
  public TreeSnapshot without(Predicate<PathBytes> leftOut) {
    TreeSnapshot rest = new TreeSnapshot();
    names.forEach(
        (path, facts) -> {
          if (!leftOut.test(path)) {
            rest.names.put(path, facts);
          }
        });
    return rest;
  }

  /** Every name with its facts. */
  public SortedMap<PathBytes, Facts> names() {
    return names;
  }

  /** Names in this, the earlier, snapshot that are not in the later one; only topmost ones. */
  public List<PathBytes> goneIn(TreeSnapshot later) {
    List<PathBytes> gone = new ArrayList<>();
    for (PathBytes path : names.keySet()) {
      boolean topmost = later.names.containsKey(path.parent());
      if (topmost && !later.names.containsKey(path)) {
        gone.add(path);
      }
    }
    return gone;
  }

  /** Names in the later snapshot that are new, another inode, or have another fact. */
  public List<PathBytes> changedIn(TreeSnapshot later) {
    List<PathBytes> changed = new ArrayList<>();
    for (Map.Entry<PathBytes, Facts> now : later.names.entrySet()) {
      if (!now.getValue().equals(names.get(now.getKey()))) {
        changed.add(now.getKey());
      }
    }
    return changed;
  }

  /**
   * What a source missed between this snapshot and the later one; empty if nothing.
   *
   * @throws UncheckedIOException never; the snapshots were taken before
   */
  public List<String> missedBy(Recorded recorded, TreeSnapshot later) {
    List<String> missed = new ArrayList<>();
    for (PathBytes path : changedIn(later)) {
      if (!recorded.covers(path)) {
        missed.add("changed: " + path + " " + names.get(path) + " -> " + later.names.get(path));
      }
    }
    for (PathBytes path : goneIn(later)) {
      if (!recorded.coversRemoval(path)) {
        missed.add("gone: " + path);
      }
    }
    return missed;
  }
}
