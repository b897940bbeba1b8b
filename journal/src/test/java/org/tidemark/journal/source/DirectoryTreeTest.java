package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTreeTest {
  private final DirectoryTree tree = new DirectoryTree();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private int add(int parent, String name) {
    return tree.add(parent, bytes(name), 0, name.length());
  }

  private int child(int parent, String name) {
    return tree.child(parent, bytes(name), 0, name.length());
  }

  private String path(int node) {
    return new String(tree.path(node), StandardCharsets.ISO_8859_1);
  }

  @Test
  void renamingADirectoryChangesThePathsOfAllBelow() {
    int a = add(DirectoryTree.ROOT, "a");
    int b = add(a, "b");
    int c = add(b, "\u00ff\n");
    tree.detach(a);
    assertThat(path(c)).isEqualTo("a/b/\u00ff\n");
    assertThat(child(DirectoryTree.ROOT, "a")).isEqualTo(DirectoryTree.NONE);
    tree.attach(a, DirectoryTree.ROOT, bytes("other"), 0, 5);
    assertThat(path(c)).isEqualTo("other/b/\u00ff\n");
    assertThat(child(DirectoryTree.ROOT, "other")).isEqualTo(a);
  }

  @Test
  void aFreedNumberIsNotUsedAgainBeforeTheBatchEnds() {
    int a = add(DirectoryTree.ROOT, "a");
    tree.free(a, watch -> {});
    assertThat(add(DirectoryTree.ROOT, "b")).isNotEqualTo(a);
    assertThat(path(a)).isEqualTo("a");
    tree.reclaim();
    assertThat(add(DirectoryTree.ROOT, "c")).isEqualTo(a);
  }

  @Test
  void freeingADirectoryGivesBackTheWatchesOfAllBelow() {
    int a = add(DirectoryTree.ROOT, "a");
    tree.setWatch(a, 7);
    tree.setWatch(add(a, "b"), 8);
    tree.setWatch(add(add(a, "c"), "d"), 9);
    Set<Integer> gone = new HashSet<>();
    tree.free(a, gone::add);
    assertThat(gone).containsExactlyInAnyOrder(7, 8, 9);
    assertThat(tree.count()).isEqualTo(1);
    assertThat(tree.watched()).isZero();
    assertThat(tree.nodeOf(8)).isEqualTo(DirectoryTree.NONE);
  }

  @Test
  void namesOfAllLengthsAreKeptWhereThePiecesMeet() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      names.add("x".repeat(i % 251) + i);
    }
    names.forEach(name -> add(DirectoryTree.ROOT, name));
    for (int i = 0; i < names.size(); i++) {
      assertThat(path(i + 1)).isEqualTo(names.get(i));
      assertThat(child(DirectoryTree.ROOT, names.get(i))).isEqualTo(i + 1);
    }
  }

  @Test
  void aDirectoryCostsAboutFiftyBytes() {
    for (int i = 0; i < 200_000; i++) {
      tree.setWatch(add(i / 10, "user" + i), i + 1);
    }
    assertThat(tree.memory() / tree.count()).isLessThanOrEqualTo(64);
  }

  /** Paths and watches by node, kept the naive way. */
  private static final class Model {
    final Map<Integer, String> names = new HashMap<>();
    final Map<Integer, Integer> parents = new HashMap<>();
    final Map<Integer, Integer> watches = new HashMap<>();

    String path(int node) {
      int parent = parents.get(node);
      return parent == 0 ? names.get(node) : path(parent) + "/" + names.get(node);
    }

    boolean isUnder(int node, int top) {
      return node == top || (node != 0 && isUnder(parents.get(node), top));
    }

    List<Integer> under(int top) {
      return names.keySet().stream().filter(node -> isUnder(node, top)).toList();
    }

    int child(int parent, String name) {
      return names.keySet().stream()
          .filter(node -> parents.get(node) == parent && names.get(node).equals(name))
          .findFirst()
          .orElse(DirectoryTree.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesWhatANaiveMapDoes(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    for (int step = 0; step < 4000; step++) {
      List<Integer> nodes = new ArrayList<>(model.names.keySet());
      int one = pick(nodes, random);
      int parent = random.nextInt(4) == 0 ? 0 : one;
      String name = "n".repeat(random.nextInt(200)) + random.nextInt(30);
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> addBoth(model, parent, name, random);
        case 3 -> moveBoth(model, one, pick(nodes, random), name);
        case 4 -> freeBoth(model, one, random);
        default -> watchBoth(model, one, random.nextInt(300));
      }
      if (random.nextInt(20) == 0) {
        tree.reclaim();
      }
      if (step % 100 == 0) {
        assertSame(model, "seed " + seed + " step " + step);
      }
    }
    assertSame(model, "seed " + seed);
  }

  private static int pick(List<Integer> nodes, Random random) {
    return nodes.isEmpty() ? 0 : nodes.get(random.nextInt(nodes.size()));
  }

  private void addBoth(Model model, int parent, String name, Random random) {
    if (model.child(parent, name) == DirectoryTree.NONE) {
      int node = add(parent, name);
      model.names.put(node, name);
      model.parents.put(node, parent);
      watchBoth(model, node, random.nextInt(300));
    }
  }

  private void moveBoth(Model model, int node, int parent, String name) {
    if (node != 0
        && !model.isUnder(parent, node)
        && model.child(parent, name) == DirectoryTree.NONE) {
      tree.detach(node);
      tree.attach(node, parent, bytes(name), 0, name.length());
      model.names.put(node, name);
      model.parents.put(node, parent);
    }
  }

  private void freeBoth(Model model, int node, Random random) {
    if (node == 0 || (model.under(node).size() > 20 && random.nextInt(10) > 0)) {
      return;
    }
    Set<Integer> gone = new HashSet<>();
    tree.free(node, gone::add);
    Set<Integer> expected = new HashSet<>();
    for (int below : model.under(node)) {
      if (model.watches.containsKey(below)) {
        expected.add(model.watches.get(below));
      }
    }
    assertThat(gone).isEqualTo(expected);
    for (int below : model.under(node)) {
      model.watches.remove(below);
    }
    List<Integer> removed = model.under(node);
    removed.forEach(model.names::remove);
    removed.forEach(model.parents::remove);
  }

  private void watchBoth(Model model, int node, int watch) {
    if (node != 0 && !model.watches.containsValue(watch)) {
      tree.setWatch(node, watch);
      model.watches.put(node, watch);
    }
  }

  private void assertSame(Model model, String when) {
    assertThat(tree.count()).as(when).isEqualTo(model.names.size() + 1);
    assertThat(tree.watched()).as(when).isEqualTo(model.watches.size());
    model.names.forEach(
        (node, name) -> {
          assertThat(path(node)).as(when).isEqualTo(model.path(node));
          assertThat(child(model.parents.get(node), name)).as(when).isEqualTo(node);
          int watch = model.watches.getOrDefault(node, DirectoryTree.NONE);
          assertThat(tree.watch(node)).as(when).isEqualTo(watch);
          assertThat(watch < 0 ? node : tree.nodeOf(watch)).as(when).isEqualTo(node);
        });
  }
}
