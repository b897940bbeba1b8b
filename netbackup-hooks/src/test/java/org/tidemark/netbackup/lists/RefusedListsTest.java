package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;

/** What would be a walk of the whole tree is no list, unless a walk is allowed. */
class RefusedListsTest extends BuiltListFixture {
  @Test
  void aGapIsNoListUnlessAWalkIsAllowed() throws IOException {
    tree.mkdir("d");
    entry(EntryKind.SUBTREE, "", Reason.QUEUE_OVERFLOW);

    BuiltList refused = build();
    walks = true;
    BuiltList walked = build();

    assertThat(refused.refusal()).isPresent();
    assertThat(refused.refusal().get().gap()).isTrue();
    assertThat(refused.refusal().get().why()).contains("queue-overflow");
    assertThat(names(walked.entries())).containsExactly("");
  }

  @Test
  void aFullIsNoListUnlessAWalkIsAllowed() throws IOException {
    entry(EntryKind.SUBTREE, "", Reason.FULL);

    assertThat(build(Level.FULL).refusal()).isPresent();
    walks = true;
    assertThat(names(build(Level.FULL).entries())).containsExactly("");
  }

  @Test
  void aListThatIsTooLongFoldsTheFullestLeafDirectories() throws IOException {
    maximum = 8;
    tree.mkdirs("many");
    tree.mkdirs("few");
    tree.mkdirs("nested/sub");
    for (int i = 0; i < 6; i++) {
      tree.write("many/" + i, "");
      object("many/" + i);
    }
    for (int i = 0; i < 3; i++) {
      tree.write("few/" + i, "");
      object("few/" + i);
      tree.write("nested/" + i, "");
      object("nested/" + i);
    }

    BuiltList list = build();

    assertThat(names(list.entries()))
        .containsExactly("few/0", "few/1", "few/2", "many", "nested/0", "nested/1", "nested/2");
    assertThat(list.notes()).anyMatch(note -> note.contains("many is saved whole"));
  }

  @Test
  void aListThatCannotBeFoldedIsRefusedUnlessAWalkIsAllowed() throws IOException {
    maximum = 2;
    for (int i = 0; i < 4; i++) {
      tree.write("f" + i, "");
      object("f" + i);
    }

    BuiltList refused = build();
    walks = true;
    BuiltList walked = build();

    assertThat(refused.refusal().orElseThrow().why()).contains("4 entries, and 2 are allowed");
    assertThat(names(walked.entries())).containsExactly("");
  }
}
