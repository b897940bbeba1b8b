package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Host;

/** A mirror on a machine where programs can be run: this one or another. */
final class PlaceOnHost implements MirrorPlace {
  private final ByteFiles files;
  private final PathBytes path;
  private final PathBytes marker;
  private final Path workFolder;

  PlaceOnHost(Host host, Mirror mirror, Path workFolder) {
    this.files = new ByteFiles(host);
    this.path = mirror.path();
    this.marker = mirror.marker();
    this.workFolder = workFolder;
  }

  @Override
  public ByteFiles.Occupancy occupancy() throws TidemarkException {
    return files.occupancy(path);
  }

  @Override
  public Optional<DirectoryIdentity> identity() throws TidemarkException {
    return files.identity(path);
  }

  @Override
  public boolean isMountPoint() throws TidemarkException {
    Optional<DirectoryIdentity> here = files.identity(path);
    Optional<DirectoryIdentity> above = files.identity(path.parent());
    return here.isPresent() && above.isPresent() && !here.get().sharesFilesystemWith(above.get());
  }

  @Override
  public String boot() throws TidemarkException {
    PathBytes id = PathBytes.ofLatin1("/proc/sys/kernel/random/boot_id");
    return files.read(id).map(String::strip).orElse("");
  }

  @Override
  public void sync() throws TidemarkException {
    files.sync(path);
  }

  @Override
  public Optional<String> readMarker() throws TidemarkException {
    return files.read(marker);
  }

  @Override
  public void writeMarker(String text) throws TidemarkException {
    files.write(marker, text, workFolder);
  }

  @Override
  public void makeDirectory() throws TidemarkException {
    files.makeDirectory(path);
  }
}
