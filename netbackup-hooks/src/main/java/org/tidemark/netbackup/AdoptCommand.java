package org.tidemark.netbackup;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.images.ImageCommands;
import org.tidemark.netbackup.runs.Adoption;
import org.tidemark.netbackup.runs.Surroundings;
import org.tidemark.netbackup.site.BpConf;
import org.tidemark.netbackup.site.Installation;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark netbackup adopt}: a full that exists already becomes the base. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    description = "Counts from an existing full image on, instead of waiting for the next one.")
final class AdoptCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Mixin private PolicyOptions policies;

  @ArgGroup(multiplicity = "1")
  private Beginning beginning;

  /** One of two. */
  private static final class Beginning {
    @Option(
        names = "--image",
        paramLabel = "ID",
        description = "The image of the true full, as NetBackup names it: client_1234567890.")
    private String image;

    @Option(
        names = "--position",
        paramLabel = "JOURNALID:SEQ",
        description = "A position of the journal that was taken before that full began.")
    private String position;
  }

  @Override
  public Integer call() throws TidemarkException {
    if (!policies.isGiven()) {
      throw new TidemarkException(
          ExitCode.USAGE, "name the policy and schedule that are to count from there on", "");
    }
    Surroundings surroundings =
        Surroundings.of(options.stateFolder(), options::connect, new NativeKernel());
    Installation installation = policies.in(surroundings.state()).get(0);
    new Adoption(surroundings).adopt(installation, since(installation));
    return ExitCode.DONE.number();
  }

  private Since since(Installation installation) throws TidemarkException {
    try {
      return beginning.position == null
          ? Adoption.image(timeOf(installation))
          : new Since.After(Position.parse(beginning.position));
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(ExitCode.USAGE, String.valueOf(e.getMessage()), "", e);
    }
  }

  /** Only what the catalogue shows to be a full of the base's policy. */
  private long timeOf(Installation installation) throws TidemarkException {
    String digits = beginning.image.substring(beginning.image.lastIndexOf('_') + 1);
    if (!digits.matches("[0-9]{9,12}")) {
      throw new IllegalArgumentException("not the id of an image: " + beginning.image);
    }
    long time = Long.parseLong(digits);
    String client =
        installation.client().isEmpty()
            ? BpConf.of(installation.openv()).client()
            : installation.client();
    Optional<Image> found =
        new ImageCommands(installation.openv())
            .images(client, installation.basePolicy(), time - 1).stream()
                .filter(image -> image.mayHaveBegun(time, time))
                .filter(image -> image.type() == Image.Type.FULL)
                .filter(image -> image.mayBeOf(installation.baseSchedule()))
                .findFirst();
    return found
        .orElseThrow(
            () ->
                new TidemarkException(
                    ExitCode.REFUSED,
                    "the catalogue shows no full "
                        + beginning.image
                        + " of policy "
                        + installation.basePolicy(),
                    "bpclimagelist shows what it has."))
        .time();
  }
}
