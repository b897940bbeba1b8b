package org.tidemark.journal.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.doctor.Doctor;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;
import org.tidemark.journal.doctor.Surroundings;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Tries what this machine allows and says what to mend; changes nothing, needs no daemon."
            + " Exits with 7 if something is red.")
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Trees to look at. Else the configured ones.")
  private List<PathBytes> paths = List.of();

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JournalConfig config = options.load(paths, null);
    Surroundings here = Surroundings.ofThisHost(new NativeKernel(), config);
    List<Finding> findings = new ArrayList<>(DaemonFindings.of(config.state()));
    findings.addAll(Doctor.examine(here));
    print(findings);
    return (Doctor.worst(findings) == Health.RED ? ExitCode.FOUND : ExitCode.DONE).number();
  }

  private void print(List<Finding> findings) throws IOException {
    if (json) {
      console.line(DoctorText.json(findings));
      return;
    }
    DoctorText text = new DoctorText(DoctorText.terminalHasColours());
    for (Finding finding : findings) {
      for (String line : text.lines(finding)) {
        console.line(line);
      }
    }
    console.line(text.summary(findings));
  }
}
