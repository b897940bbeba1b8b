package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Held;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** What of the mirror is read before somebody asks for it. */
class ReadAheadTest {
  @TempDir private Path folder;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** This machine, which notes the names that it is asked for. */
  private class Noting implements Host {
    @Override
    public Programs.Result run(Program program) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int run(Program program, OutputStream out, OutputStream errors)
        throws TidemarkException {
      try {
        String names = Files.readString(program.input(), StandardCharsets.ISO_8859_1);
        asked.add(program.directory());
        asked.addAll(List.of(names.split("\0")));
      } catch (IOException e) {
        throw new TidemarkException(ExitCode.FAILED, e.toString(), "");
      }
      return new Programs().run(program, out, errors);
    }

    @Override
    public Held hold(Program program, String mark, Supplier<TidemarkException> lost) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Lost extends Noting {
    @Override
    public int run(Program program, OutputStream out, OutputStream errors)
        throws TidemarkException {
      asked.add("lost");
      throw new TidemarkException(ExitCode.FAILED, "the connection was cut", "");
    }
  }

  private Mirror on(Optional<Host> host) throws TidemarkException {
    String place = folder.toString();
    return new Mirror(Destination.parse(place), host, PathBytes.ofLatin1(place));
  }

  private PassPlan plan(Pass pass, int count) throws IOException {
    PassNames names = new PassNames(folder);
    try (names) {
      for (int number = 0; number < count; number++) {
        byte[] name = ("d" + number + "/f\n").getBytes(StandardCharsets.ISO_8859_1);
        names.add(pass, name);
      }
    }
    return new PassPlan(List.of(pass), names, Map.of(), List.of(), List.of(), 0, Set.of());
  }

  private Optional<Thread> begin(PassPlan plan, Mirror mirror) throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    Optional<Thread> thread = ReadAhead.begin(plan, mirror, work);
    if (thread.isPresent()) {
      thread.get().join();
    }
    return thread;
  }

  @Test
  void manyListedNamesAreLookedAtInTheMirror() throws Exception {
    int count = (int) ReadAhead.WORTH_IT;
    assertThat(begin(plan(Pass.LINKS, count), on(Optional.of(new Noting())))).isPresent();
    assertThat(asked).hasSize(1 + count).startsWith(folder.toString(), "./d0/f\n");
  }

  @Test
  void fewNamesAndThoseOfTreesAreNot() throws Exception {
    int count = (int) ReadAhead.WORTH_IT;
    Mirror mirror = on(Optional.of(new Noting()));
    assertThat(begin(plan(Pass.OBJECTS, count - 1), mirror)).isEmpty();
    assertThat(begin(plan(Pass.MOVED_TREES, count), mirror)).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whereNoProgramsRunNothingIsDone() throws Exception {
    assertThat(begin(plan(Pass.OBJECTS, 2000), on(Optional.empty()))).isEmpty();
  }

  @Test
  void whatFailsIsLeftToTheRunItself() throws Exception {
    assertThat(begin(plan(Pass.OBJECTS, 2000), on(Optional.of(new Lost())))).isPresent();
    assertThat(asked).containsExactly("lost");
  }
}
