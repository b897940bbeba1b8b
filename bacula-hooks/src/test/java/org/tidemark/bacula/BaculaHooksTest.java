package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.SubcommandProvider;
import picocli.CommandLine;

class BaculaHooksTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "start", "start --job 7", "--help"})
  void saysThatThereAreNoHooksAndFails(String arguments) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new BaculaHooks()).setErr(new PrintWriter(err));

    int exit = command.execute(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("no Bacula hooks yet");
  }

  @Test
  void isFoundByTheCommandLineOfTheJournal() {
    assertThat(ServiceLoader.load(SubcommandProvider.class))
        .anySatisfy(provider -> assertThat(provider.command()).isInstanceOf(BaculaHooks.class));
  }
}
