package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * A mirror in a module of an rsync daemon, which runs no programs for us: all is asked and done by
 * runs of rsync. Nobody can look which directory it is; the marker beside it must tell.
 */
final class PlaceInModule implements MirrorPlace {
  private static final int PARTIAL = 23;

  /** How rsync names errno ENOENT and ENOTDIR at the end of a message, in whatever language. */
  private static final String MISSING = "(2)";

  private static final String NOT_A_DIRECTORY = "(20)";

  private final Programs programs;
  private final String rsync;
  private final List<String> options;
  private final String target;
  private final Path workFolder;

  /**
   * @param rsync path of the program
   * @param options how the daemon is reached
   */
  PlaceInModule(
      Programs programs, String rsync, List<String> options, Mirror mirror, Path workFolder) {
    this.programs = programs;
    this.rsync = rsync;
    this.options = List.copyOf(options);
    this.target = mirror.target();
    this.workFolder = workFolder;
  }

  @Override
  public ByteFiles.Occupancy occupancy() throws TidemarkException {
    Programs.Result listed = run("--list-only", "--no-motd", "-d", target + "/");
    if (says(listed, MISSING)) {
      return ByteFiles.Occupancy.MISSING;
    }
    if (says(listed, NOT_A_DIRECTORY)) {
      return ByteFiles.Occupancy.NOT_A_DIRECTORY;
    }
    demand(listed, "look into");
    boolean occupied = listed.output().lines().anyMatch(PlaceInModule::isName);
    return occupied ? ByteFiles.Occupancy.OCCUPIED : ByteFiles.Occupancy.EMPTY;
  }

  /** A line is: type and mode, size, date, time, name. */
  private static boolean isEntry(String line) {
    return line.matches("[-a-z][-a-zA-Z]{9} .*");
  }

  private static boolean isName(String line) {
    return isEntry(line) && !line.endsWith(" .");
  }

  /** Such a message is the last of the daemon's side, before rsync's own about its exit. */
  private static boolean says(Programs.Result result, String number) {
    return result.exit() == PARTIAL
        && result.errors().lines().anyMatch(line -> line.strip().endsWith(number));
  }

  @Override
  public Optional<DirectoryIdentity> identity() {
    return Optional.of(DirectoryIdentity.UNSEEN);
  }

  /**
   * Asks for the name in the directory above it, mount points left out ({@code -xx}, which needs
   * {@code -r}). Where the daemon does not answer that, nobody can tell.
   */
  @Override
  public boolean isMountPoint() throws TidemarkException {
    int slash = target.lastIndexOf('/');
    String name = target.substring(slash);
    String above = target.substring(0, slash + 1);
    Programs.Result listed =
        run("--list-only", "--no-motd", "-rlxx", "--include=" + name, "--exclude=*", above);
    boolean isLeftOut = listed.output().lines().filter(PlaceInModule::isEntry).count() < 2;
    return listed.exit() == 0 && isLeftOut && occupancy() != ByteFiles.Occupancy.MISSING;
  }

  @Override
  public String boot() {
    return "";
  }

  @Override
  public void sync() {}

  @Override
  public Optional<String> readMarker() throws TidemarkException {
    Path copy = workFolder.resolve("marker");
    try {
      Files.deleteIfExists(copy);
      Programs.Result result = run("--no-motd", target + Marker.SUFFIX, Program.latin1(copy));
      if (says(result, MISSING)) {
        return Optional.empty();
      }
      demand(result, "read the marker beside");
      return Optional.of(Files.readString(copy, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw StateFolder.unusable("read", copy, e);
    }
  }

  @Override
  public void writeMarker(String text) throws TidemarkException {
    Path source = workFolder.resolve("content");
    try {
      Files.writeString(source, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw StateFolder.unusable("write", source, e);
    }
    // By force: the old one may have the same size and second.
    demand(
        run("-I", "--chmod=F600", Program.latin1(source), target + Marker.SUFFIX),
        "write the marker beside");
  }

  @Override
  public void makeDirectory() throws TidemarkException {
    Path empty = StateFolder.subfolder(workFolder, "empty");
    demand(run("-dp", Program.latin1(empty) + "/", target + "/"), "make the directory");
  }

  private Programs.Result run(String... more) throws TidemarkException {
    List<String> words = new ArrayList<>(List.of(rsync, "--protect-args"));
    words.addAll(options);
    words.addAll(List.of(more));
    return programs.run(new Program("", "", null, words));
  }

  private void demand(Programs.Result result, String what) throws TidemarkException {
    if (result.exit() != 0) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "cannot "
              + what
              + " "
              + target
              + ": "
              + result.errors().strip()
              + result.output().strip()
              + " ("
              + result.exit()
              + ")",
          "Does the daemon answer, and may this user read and write in the module?");
    }
  }
}
