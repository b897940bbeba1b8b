package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** What a step's files say is read back as it was written, by us and by the programs we use. */
class FormatTest {
  private static final List<String> NAMES =
      List.of(
          "new\nline",
          "carriage\r",
          "ends\n",
          "back\\slash",
          "back\\012",
          "trailing ",
          " ",
          "-n",
          "#x",
          "not\u00ff\u00feutf8",
          "\u00ff".repeat(255),
          "E 3",
          "T .",
          "- .",
          "..x");

  private static final Attributes FILE =
      new Attributes('f', 04755, 1000, 4294967294L, -2, 250_000_000, 12, 65024, 77, 3);

  @TempDir private Path temporary;
  private final Programs programs = new Programs();

  private PathBytes folder() throws TidemarkException {
    return new ByteFiles(programs).real(Program.latin1(temporary));
  }

  private static PathBytes name(String name) {
    return PathBytes.ofLatin1("/d/" + name);
  }

  @Test
  void recordsOfAnyNameAreReadBack() throws Exception {
    List<Before> records = new ArrayList<>(List.of(Before.there(PathBytes.ROOT, FILE)));
    for (String name : NAMES) {
      records.add(Before.there(name(name), FILE));
      for (Before.Kind kind : Arrays.copyOfRange(Before.Kind.values(), 1, 4)) {
        records.add(Before.of(kind, name(name)));
      }
    }
    assertThat(read(written(records))).isEqualTo(records);
  }

  private static byte[] written(List<Before> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BeforeWriter writer = new BeforeWriter(out)) {
      for (Before record : records) {
        writer.add(record);
      }
      writer.finish();
    }
    return out.toByteArray();
  }

  private static List<Before> read(byte[] bytes) throws IOException {
    List<Before> out = new ArrayList<>();
    try (BeforeReader reader = new BeforeReader(new ByteArrayInputStream(bytes))) {
      for (Before record = reader.next(); record != null; record = reader.next()) {
        out.add(record);
      }
    }
    return out;
  }

  @Test
  void aFileCutShortAnywhereIsNoFile() throws Exception {
    byte[] whole = written(List.of(Before.of(Before.Kind.TREE, name("x"))));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatFindPrintsIsARecord() throws Exception {
    for (String name : NAMES) {
      String script =
          "echo 12 >\"$1\"; touch -d '1969-12-31 23:59:58.25 UTC' \"$1\"; chmod 4711 \"$1\";"
              + " find \"$1\" -printf \"$2 %p\\0\"";
      Programs.Result found =
          programs.run(
              Program.of("bash", "-euc", script, "bash", "./" + name, Attributes.FIND_FORMAT)
                  .in(folder()));
      assertThat(found.exit()).as(found.errors()).isZero();
      Before record = Before.parse(found.output().substring(0, found.output().length() - 1));
      assertThat(record.path()).isEqualTo(PathBytes.ofLatin1("/" + name));
      assertThat(record.attributes().mode()).isEqualTo(04711);
      assertThat(record.attributes().seconds()).isEqualTo(-2);
      assertThat(record.attributes().nanos()).isEqualTo(250_000_000);
      assertThat(record.attributes().size()).isEqualTo(3);
    }
  }

  @Test
  void renamesAreReadBackInOrder() throws Exception {
    List<Renames.Move> moves = new ArrayList<>();
    for (String name : NAMES) {
      moves.add(new Renames.Move(1, 2, name(name), PathBytes.ofLatin1("/e/" + name)));
    }
    Before made = Before.of(Before.Kind.ABSENT, PathBytes.ofLatin1("/e"));
    Renames renames = new Renames(List.of(Before.there(PathBytes.ROOT, FILE), made), moves);
    assertThat(Renames.parse(renames.bytes())).isEqualTo(renames);
    byte[] cut = Arrays.copyOf(renames.bytes(), renames.bytes().length - 4);
    assertThatThrownBy(() -> Renames.parse(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void whatGetfattrPrintsIsReadAndWhatIsWrittenSetfattrReads() throws Exception {
    String script = "echo >\"$1\"; setfattr -n user.x -v 0x00ff \"$1\"; setfacl -m u:55:r \"$1\"";
    for (String name : NAMES) {
      shell(script, "./" + name);
    }
    List<Xattrs> all = xattrs(shell("getfattr -h -d -m - -e hex -- ./* ./..x"));
    assertThat(all).extracting(x -> x.path().latin1().substring(1)).containsAll(NAMES);
    assertThat(all).allSatisfy(x -> assertThat(x.values()).hasSize(2).contains("user.x=0x00ff"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XattrWriter writer = new XattrWriter(out)) {
      for (Xattrs object : all) {
        writer.add(object);
      }
    }
    String text = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(xattrs(text)).isEqualTo(all);
    shell("setfattr -x user.x -- ./*; printf %s \"$1\" | setfattr -h --restore=-", text);
    assertThat(xattrs(shell("getfattr -h -d -m - -e hex -- ./* ./..x"))).isEqualTo(all);
  }

  private static List<Xattrs> xattrs(String text) throws IOException {
    List<Xattrs> out = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try (XattrReader reader = new XattrReader(new ByteArrayInputStream(bytes))) {
      for (Xattrs object = reader.next(); object != null; object = reader.next()) {
        out.add(object);
      }
    }
    return out;
  }

  private String shell(String script, String... arguments) throws TidemarkException {
    List<String> all = new ArrayList<>(List.of("bash", "-euc", script, "bash"));
    all.addAll(List.of(arguments));
    Programs.Result result = programs.run(new Program("", "", null, all).in(folder()));
    assertThat(result.exit()).as(result.errors()).isZero();
    return result.output();
  }

  @Test
  void stepsAreListedWithWhatTheySay() throws Exception {
    PointsFolder points =
        new PointsFolder(programs, folder().child("p\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(points.steps()).isEmpty();
    assertThat(points.id()).isEmpty();
    Owner owner = new Owner("id", folder().child(new byte[] {'m', '\n', -1}));
    PointsFolder.Label label = points.create(owner);
    assertThat(label.id()).matches("[0-9a-f]{32}");
    assertThat(label.owner()).contains(owner);
    assertThat(points.create(new Owner("other", PathBytes.ROOT))).isEqualTo(label);
    assertThat(points.id()).contains(label.id());
    Begin begin = new Begin("c", Level.FULL, "j", 1, 2, 3, 0);
    Done done = new Done("j", 2, 4, 5, 6, 7, 8, 9);
    store(points.newStep(1), begin, done);
    StepFolder second = points.newStep(2);
    second.store(StepFile.BEGIN, begin.json().getBytes(StandardCharsets.US_ASCII), temporary);
    points.newStep(3);
    assertThat(points.steps())
        .containsExactly(
            new Step(1, Optional.of(begin), Optional.of(done)),
            new Step(2, Optional.of(begin), Optional.empty()),
            new Step(3, Optional.empty(), Optional.empty()));
  }

  @Test
  void aFolderOfAnEarlierVersionIsGivenToAMirrorAndStaysItself() throws Exception {
    PointsFolder points = new PointsFolder(programs, folder().child(new byte[] {'p'}));
    String id = points.create(new Owner("id", folder())).id();
    shell("sed -i '3,$d' p/format");
    assertThat(points.label()).contains(new PointsFolder.Label(id, Optional.empty()));
    Owner owner = new Owner("other", PathBytes.ofUtf8("/backup/mail"));
    points.giveTo(owner);
    assertThat(points.label()).contains(new PointsFolder.Label(id, Optional.of(owner)));
    assertThat(shell("ls -A p")).isEqualTo("format\n");
    shell("echo rubbish >>p/format; sed -i 4s/.*/relative/ p/format");
    assertThatThrownBy(points::label).hasMessageContaining("in the form of this version");
  }

  private void store(StepFolder step, Begin begin, Done done) throws TidemarkException {
    step.store(StepFile.BEGIN, begin.json().getBytes(StandardCharsets.US_ASCII), temporary);
    step.store(StepFile.DONE, done.json().getBytes(StandardCharsets.US_ASCII), temporary);
  }

  @Test
  void aFileThatAStepDoesNotHaveIsToldFromAnEmptyOne() throws Exception {
    PointsFolder points = new PointsFolder(programs, folder().child(new byte[] {'p'}));
    points.create(new Owner("id", folder()));
    StepFolder step = points.newStep(1);
    Path local = temporary.resolve("local");
    assertThat(step.fetch(StepFile.SUMS, local)).isFalse();
    assertThat(local).doesNotExist();
    step.store(StepFile.SUMS, new byte[0], temporary);
    assertThat(step.fetch(StepFile.SUMS, local)).isTrue();
    assertThat(local).isEmptyFile();
    assertThat(step.renames()).isEqualTo(Renames.NONE);
  }

  @Test
  void theChainGoesBackToWhereItBegins() {
    List<Step> steps = List.of(step(1, 0), step(2, 1), step(3, 0), step(5, 3), step(6, 5));
    assertThat(Chain.of(steps, 6).steps()).extracting(Step::number).containsExactly(3L, 5L, 6L);
    assertThat(Chain.of(steps, 6).newerThan(3)).extracting(Step::number).containsExactly(6L, 5L);
    assertThat(Chain.of(steps, 2).steps()).extracting(Step::number).containsExactly(1L, 2L);
    assertThat(Chain.of(steps, 0).steps()).isEmpty();
    assertThat(Chain.of(List.of(step(4, 4)), 4).steps()).hasSize(1);
  }

  private static Step step(long number, long follows) {
    Begin begin = new Begin("c", Level.FULL, "j", 1, 2, 3, follows);
    return new Step(number, Optional.of(begin), Optional.empty());
  }
}
