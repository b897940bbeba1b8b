package org.tidemark.rsync.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Another machine, reached by ssh or what the user has in its place. With OpenSSH all programs
 * share one connection, which is made at the first and closed with this; thread-safe.
 *
 * <p>Programs keep the form that {@link Program} gives them; a file for their standard input is one
 * of this machine and goes over the connection.
 */
public final class SshHost implements Host {
  /** ssh's own exit status when it could not connect or lost the connection (ssh(1)). */
  private static final int CONNECTION_TROUBLE = 255;

  /** Relative, since the path of a socket must not be longer than 107 bytes. */
  private static final String SOCKET = "connection";

  private final Programs programs;
  private final RemoteShell shell;
  private final String login;
  private final Path folder;

  private SshHost(Programs programs, RemoteShell shell, String login, Path folder) {
    this.programs = programs;
    this.shell = shell;
    this.login = login;
    this.folder = folder;
  }

  /**
   * Connects.
   *
   * @param login {@code host} or {@code user@host}, one character per byte
   * @throws TidemarkException if that machine cannot be reached
   */
  public static SshHost connect(Programs programs, RemoteShell shell, String login)
      throws TidemarkException {
    SshHost host = new SshHost(programs, shell, login, privateFolder());
    try {
      host.openConnection();
      return host;
    } catch (TidemarkException e) {
      host.close();
      throw e;
    }
  }

  private static Path privateFolder() throws TidemarkException {
    try {
      // Made with the rights rwx------, so that nobody else can use the connection.
      return Files.createTempDirectory("tidemark-ssh");
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot make a temporary folder: " + e, "Set TIDEMARK_TMPDIR.", e);
    }
  }

  /** The connection's own errors go to a file: the process that keeps it open would hold a pipe. */
  private void openConnection() throws TidemarkException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >errors 2>&1", "sh"));
    words.addAll(shell.words());
    if (shell.isSsh()) {
      words.addAll(List.of("-fN", "-o", "ControlMaster=yes", "-o", "ControlPath=" + SOCKET));
      words.addAll(List.of("-o", "ControlPersist=120", "--", login));
    } else {
      words.addAll(List.of(login, "true"));
    }
    Programs.Result result = programs.run(local(words, null));
    if (result.exit() != 0) {
      throw unreachable(readErrors());
    }
  }

  private String readErrors() {
    try {
      return Files.readString(folder.resolve("errors"), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public Programs.Result run(Program program) throws TidemarkException {
    Programs.Result result = programs.run(remote(program));
    if (result.exit() == CONNECTION_TROUBLE) {
      throw unreachable(result.errors().strip());
    }
    return result;
  }

  @Override
  public int run(Program program, OutputStream out, OutputStream errors) throws TidemarkException {
    int exit = programs.run(remote(program), out, errors);
    if (exit == CONNECTION_TROUBLE) {
      throw unreachable("the connection ended");
    }
    return exit;
  }

  @Override
  public Held hold(Program program, String mark, Supplier<TidemarkException> lost)
      throws TidemarkException {
    return programs.hold(remote(program.reading(Program.OPEN)), mark, lost);
  }

  private Program remote(Program program) {
    List<String> words = new ArrayList<>(shell.words());
    if (shell.isSsh()) {
      words.addAll(List.of("-o", "ControlMaster=no", "-o", "ControlPath=" + SOCKET, "--"));
    }
    words.add(login);
    words.add(program.shellCommand());
    return local(words, program.input());
  }

  private Program local(List<String> words, Path input) {
    return new Program(Program.latin1(folder), "", input, words);
  }

  private TidemarkException unreachable(String cause) {
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot run programs on " + login + ": " + cause,
        "Try '"
            + String.join(" ", shell.words())
            + " "
            + login
            + " true' as the same user: it must work without a password being asked for.");
  }

  /** Ends the connection; what still runs on the other machine loses it, too. */
  @Override
  public void close() throws TidemarkException {
    if (shell.isSsh() && Files.exists(folder.resolve(SOCKET))) {
      List<String> words = new ArrayList<>(shell.words());
      words.addAll(List.of("-o", "ControlPath=" + SOCKET, "-O", "exit", "--", login));
      programs.runAtTheEnd(local(words, null));
    }
    try {
      Files.deleteIfExists(folder.resolve("errors"));
      Files.deleteIfExists(folder.resolve(SOCKET));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.FAILED, "cannot remove " + folder + ": " + e, "", e);
    }
  }

  /** For messages: the machine's name as it was given. */
  @Override
  public String toString() {
    return login;
  }
}
