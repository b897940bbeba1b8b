package org.tidemark.netbackup.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.host.Programs;
import org.tidemark.netbackup.site.Openv;

/**
 * Asks the catalogue by the programs that this client has: {@code bpimagelist}, which tells
 * schedules and ids, where it is there and allowed, else {@code bpclimagelist}.
 */
public final class ImageCommands implements Images {
  /** "No entity was found": the answer for no images. */
  private static final int NOTHING_FOUND = 227;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM/dd/yyyy");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Openv openv;
  private final Programs programs;
  private final ZoneId zone;

  public ImageCommands(Openv openv) {
    this(openv, new Programs(), ZoneId.systemDefault());
  }

  ImageCommands(Openv openv, Programs programs, ZoneId zone) {
    this.openv = openv;
    this.programs = programs;
    this.zone = zone;
  }

  @Override
  public List<Image> images(String client, String policy, long since) throws TidemarkException {
    List<Image> all = all(client, policy, since);
    return all.stream().filter(each -> each.policy().equals(policy)).toList();
  }

  private List<Image> all(String client, String policy, long since) throws TidemarkException {
    Path records = openv.adminCommand("bpimagelist");
    if (Files.isExecutable(records)) {
      Programs.Result result =
          run(records, "-d", since, "-l", "-client", client, "-policy", policy);
      if (isAnswer(result)) {
        return ImageRecords.read(result.output());
      }
    }
    return ofClient(client, since);
  }

  private List<Image> ofClient(String client, long since) throws TidemarkException {
    Path report = openv.command("bpclimagelist");
    Programs.Result result = run(report, "-s", since, "-Listseconds", "-client", client);
    if (!isAnswer(result)) {
      result = run(report, "-s", since, "-client", client);
    }
    if (!isAnswer(result)) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "cannot list the images of " + client + ": " + report + " " + result.reason(),
          "Run it by hand, or let the primary tell: docs/netbackup.md, \"What confirms a backup\".");
    }
    return new ClientImageReport(zone).read(client, result.output());
  }

  private static boolean isAnswer(Programs.Result result) {
    return result.exit() == 0 || result.exit() == NOTHING_FOUND;
  }

  private Programs.Result run(Path program, String sinceOption, long since, String... options)
      throws TidemarkException {
    List<String> arguments = new ArrayList<>(List.of(Programs.word(program)));
    arguments.addAll(List.of(options));
    var local = Instant.ofEpochSecond(since).atZone(zone);
    arguments.addAll(List.of(sinceOption, DAY.format(local), TIME.format(local)));
    return programs.run(arguments, PATIENCE);
  }
}
