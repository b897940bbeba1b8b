package org.tidemark.rsync;

import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RemoteShell;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command about points in time takes. Paths hold one character per byte. */
final class PointOptions {
  @Mixin private StateOptions state;

  @Option(
      names = "--dest",
      required = true,
      paramLabel = "DEST",
      description = "The mirror, named as its backups name it.")
  private String destination;

  @Option(
      names = "--points",
      paramLabel = "DIR",
      description = "Where its points lie, if its backups were given this option.")
  private String points = "";

  @Option(names = "--json", description = "Report as one line of JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  StateFolder folder() throws TidemarkException {
    return new StateFolder(state.stateFolder());
  }

  Mirror mirror(Programs programs) throws TidemarkException {
    return Mirror.find(Destination.parse(destination), programs, RemoteShell.SSH);
  }

  MirrorPoints pointsOf(Mirror mirror) throws TidemarkException {
    return MirrorPoints.of(mirror, points);
  }
}
