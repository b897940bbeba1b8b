package org.tidemark.netbackup.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.host.Programs;

/**
 * The systemd timer that keeps the lists of all installations fresh and looks for their images.
 *
 * @param folder usually {@code /etc/systemd/system}
 */
public record Units(Path folder) {
  public static final Path USUAL = Path.of("/etc/systemd/system");

  private static final String NAME = "tidemark-netbackup";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Path service() {
    return folder.resolve(NAME + ".service");
  }

  private Path timer() {
    return folder.resolve(NAME + ".timer");
  }

  /**
   * Writes and starts them.
   *
   * @return what is to be done by hand; empty if nothing
   */
  public String install(Path state, Path tidemark) throws TidemarkException {
    if (!Files.isDirectory(folder)) {
      return "There is no "
          + folder
          + ": run 'tidemark netbackup refresh' and 'tidemark netbackup confirm' every five minutes"
          + " by other means.";
    }
    try {
      Files.writeString(service(), serviceText(state, tidemark));
      Files.writeString(timer(), timerText());
    } catch (IOException e) {
      throw failed("write", e);
    }
    return isRunning() && !started()
        ? "systemctl daemon-reload && systemctl enable --now " + NAME + ".timer"
        : "";
  }

  private boolean started() throws TidemarkException {
    return systemctl("daemon-reload") && systemctl("enable", "--now", NAME + ".timer");
  }

  /** Removes them, if they are there. */
  public void uninstall() throws TidemarkException {
    boolean there = Files.exists(timer());
    if (there && isRunning()) {
      systemctl("disable", "--now", NAME + ".timer");
    }
    try {
      Files.deleteIfExists(timer());
      Files.deleteIfExists(service());
    } catch (IOException e) {
      throw failed("remove", e);
    }
    if (there && isRunning()) {
      systemctl("daemon-reload");
    }
  }

  /** Another folder than the usual is somebody's package or a test: systemd is left alone. */
  private boolean isRunning() {
    return folder.equals(USUAL) && Files.isDirectory(Path.of("/run/systemd/system"));
  }

  private static boolean systemctl(String... arguments) throws TidemarkException {
    List<String> line = new ArrayList<>(List.of("systemctl"));
    line.addAll(List.of(arguments));
    return new Programs().run(line, PATIENCE).exit() == 0;
  }

  private static String serviceText(Path state, Path tidemark) {
    String command = word(tidemark) + " netbackup ";
    return """
        [Unit]
        Description=Tidemark: lists and images of NetBackup's jobs
        After=tidemark.service

        [Service]
        Type=oneshot
        UMask=0077
        # A dash: what one of them cannot do, the other may.
        ExecStart=-%srefresh --state %s
        ExecStart=-%sconfirm --state %s
        TimeoutStartSec=1h
        """
        .formatted(command, word(state), command, word(state));
  }

  private static String timerText() {
    return """
        [Unit]
        Description=Tidemark: lists and images of NetBackup's jobs, every five minutes

        [Timer]
        OnBootSec=2min
        OnUnitInactiveSec=5min
        AccuracySec=30s

        [Install]
        WantedBy=timers.target
        """;
  }

  /** As one word for systemd, which reads specifiers, variables and escapes. */
  private static String word(Path path) {
    String text = path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + text.replace("%", "%%").replace("$", "$$") + '"';
  }

  private TidemarkException failed(String what, IOException cause) {
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot " + what + " the timer in " + folder + ": " + cause,
        "Is it writable, and are you root? --no-timer leaves it out.",
        cause);
  }
}
