package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.points.Before;

/**
 * Hazard 16: what rsync's {@code --backup-dir} and the journal's bits do not hold is in the step.
 * The numbers are those of the hazard's sequences.
 */
class Hazard16Test {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d src/empty src/gone/sub; echo 1 >src/d/a; echo 2 >src/gone/sub/b");
    tree.shell("mkfifo src/pipe src/gone/pipe; echo 3 >src/h1; ln src/h1 src/h2; ln -s x src/l");
    tree.shell("chmod 700 src/d; chmod 2755 src/gone; touch -d 2001-02-03 src/d src/gone/sub");
  }

  @Test
  void iDirectoriesKeepTheirOldModeAndTime() throws Exception {
    tree.full();
    tree.shell("chmod 755 src/d; touch -d 2005-06-07 src/d");
    tree.incremental(tree.object("d"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.mode("./d")).isEqualTo("700");
    assertThat(step.at("./d").attributes().seconds())
        .isEqualTo(Long.parseLong(tree.shell("date -d 2001-02-03 +%s").strip()));
    assertThat(step.before.keySet()).containsExactly(".", "./d");
  }

  @Test
  void iEmptyDirectoriesAndFifosAreRecorded() throws Exception {
    tree.full();
    tree.shell("rmdir src/empty; chmod 600 src/pipe; rm src/gone/pipe");
    tree.incremental(tree.removed("empty"), tree.object("pipe"), tree.removed("gone/pipe"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.at("./empty").attributes().type()).isEqualTo('d');
    assertThat(step.at("./pipe").attributes().type()).isEqualTo('p');
    assertThat(step.mode("./pipe")).isEqualTo("644");
    assertThat(step.at("./gone/pipe").attributes().type()).isEqualTo('p');
    assertThat(tree.shell("cd dst.points/00000002/tree; find . | sort"))
        .isEqualTo(".\n./empty\n./gone\n./gone/pipe\n");
  }

  @Test
  void iARemovedTreeGoesAsAWholeWithAllItsAttributes() throws Exception {
    tree.full();
    String look = "find gone -printf '%p %y %m %T@ %i\\n' | sort";
    String was = tree.shell("cd dst; " + look);
    tree.shell("rm -r src/gone");
    Mirrored.Outcome outcome = tree.incremental(tree.removed("gone"));
    assertThat(outcome.report().deleted()).isEqualTo(4);
    assertThat(tree.shell("cd dst.points/00000002/tree; " + look)).isEqualTo(was);
    assertThat(RecordedStep.newest(tree).before.keySet()).containsExactly(".", "./gone");
  }

  @Test
  void iAChangedLinkedFileKeepsItsOldContentUnderEachName() throws Exception {
    tree.full();
    tree.shell("echo more >>src/h1; chmod 600 src/h2");
    tree.incremental(tree.linked("h1"), tree.linked("h2"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.at("./h1").attributes().sameObject(step.at("./h2").attributes())).isTrue();
    assertThat(step.mode("./h2")).isEqualTo("644");
    assertThat(tree.shell("cd dst.points/00000002/tree; cat h1 h2")).isEqualTo("3\n3\n");
  }

  @Test
  void iASavedNameThatSharesItsInodeWithTheMirrorHasItsAttributesRecorded() throws Exception {
    tree.full();
    tree.shell("rm src/h1; chmod 600 src/h2");
    tree.incremental(tree.removed("h1"), tree.linked("h2"));
    assertThat(RecordedStep.newest(tree).mode("./h1")).isEqualTo("644");
  }

  @Test
  void iLinkedFilesBelowARemovedTreeAreRecordedOneByOne() throws Exception {
    tree.shell("ln src/h1 src/gone/sub/h3");
    tree.full();
    tree.shell("rm -r src/gone; chmod 600 src/h1");
    tree.incremental(tree.removed("gone"), tree.linked("h1"), tree.linked("h2"));
    assertThat(RecordedStep.newest(tree).mode("./gone/sub/h3")).isEqualTo("644");
  }

  @Test
  void iiADirectoryThatWasThereIsNotTakenForANewOne() throws Exception {
    tree.full();
    tree.shell("mkdir src/n; echo 1 >src/n/x");
    tree.incremental(tree.subtree("n", Reason.CREATED));
    assertThat(RecordedStep.newest(tree).wasAbsent("./n")).isTrue();
    tree.shell("chmod 711 src/n");
    tree.incremental(tree.object("n"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.at("./n").kind()).isEqualTo(Before.Kind.THERE);
    assertThat(step.before.keySet()).containsExactly(".", "./n");
  }

  @Test
  void iWhatRsyncChangesWithoutAWordIsRecorded() throws Exception {
    tree.shell("chgrp 0 src/d/a; chmod 2755 src/d/a");
    tree.full();
    tree.shell("chgrp 200 src/d/a; chmod 755 src/d/a");
    Mirrored.Outcome outcome = tree.incremental(tree.subtree("d", Reason.DAEMON_DOWN));
    assertThat(outcome.report().touched()).as("what rsync told").isZero();
    assertThat(RecordedStep.newest(tree).mode("./d/a")).isEqualTo("2755");
  }
}
