package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** What later runs of rsync saved, beside what the first did. */
class SavedAgainTest {
  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private PathBytes folder;
  private StepFolder step;

  @BeforeEach
  void makeStep() throws Exception {
    folder = new ByteFiles(programs).real(Program.latin1(temporary));
    PointsFolder points =
        new PointsFolder(programs, PathBytes.ofLatin1(folder.latin1() + "/points"));
    points.create(new Owner("id", folder));
    step = points.newStep(1);
    shell("mkdir -p tree/d again/1/d again/2/d");
  }

  private String shell(String script) throws Exception {
    Program program = Program.of("bash", "-euc", script).in(step.path());
    Programs.Result result = programs.run(program);
    assertThat(result.exit()).as(result.errors()).isZero();
    return result.output();
  }

  /** Records the objects at these places as what was there before the step, under one name. */
  private void recorded(String... placesAndNames) throws Exception {
    StringBuilder records = new StringBuilder();
    for (int at = 0; at < placesAndNames.length; at += 2) {
      String find = "find " + placesAndNames[at] + " -printf '" + Attributes.FIND_FORMAT + "'";
      records.append(shell(find)).append(' ').append(placesAndNames[at + 1]).append('\0');
    }
    records.append("E ").append(placesAndNames.length / 2).append('\0');
    byte[] bytes = records.toString().getBytes(StandardCharsets.ISO_8859_1);
    step.store(StepFile.BEFORE, bytes, temporary);
  }

  @Test
  void theObjectThatWasThereBeforeStaysWhateverLaterRunsSaved() throws Exception {
    shell("echo old >tree/d/f; echo between >again/1/d/f");
    recorded("tree/d/f", "./d/f");
    SavedAgain.merge(programs, step, temporary);
    assertThat(shell("cat tree/d/f")).isEqualTo("old\n");
    assertThat(shell("ls")).doesNotContain("again");
  }

  @Test
  void whatOnlyALaterRunSavedComesToTheTreeAsTheSameObject() throws Exception {
    shell("echo old >again/2/d/f");
    recorded("again/2/d/f", "./d/f");
    String inode = shell("stat -c %i again/2/d/f");
    SavedAgain.merge(programs, step, temporary);
    assertThat(shell("stat -c %i tree/d/f")).isEqualTo(inode);
  }

  @Test
  void whatTheStepItselfMadeIsNotKept() throws Exception {
    shell("echo between >again/1/d/f; echo old >again/2/d/f; echo between >again/2/d/new");
    recorded("again/2/d/f", "./d/f");
    SavedAgain.merge(programs, step, temporary);
    assertThat(shell("cat tree/d/f; ls tree/d")).isEqualTo("old\nf\n");
  }

  @Test
  void doneOnceMoreItChangesNothing() throws Exception {
    shell("echo old >again/1/d/f");
    recorded("again/1/d/f", "./d/f");
    SavedAgain.merge(programs, step, temporary);
    String once = shell("find . -printf '%p %i %T@\\n'");
    SavedAgain.merge(programs, step, temporary);
    assertThat(shell("find . -printf '%p %i %T@\\n'")).isEqualTo(once);
  }
}
