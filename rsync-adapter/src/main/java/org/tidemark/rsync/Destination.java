package org.tidemark.rsync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Where a mirror is to be, as the operator wrote it in one of rsync's forms. Texts hold one
 * character per byte.
 *
 * @param kind how it is reached
 * @param login {@code [user@]host} for ssh, {@code [user@]host[:port]} for a daemon, else empty
 * @param path on that machine; of a daemon {@code module/DIR}
 */
record Destination(Kind kind, String login, String path) {
  enum Kind {
    /** A directory of this machine. */
    LOCAL,
    /** A directory of another machine, where programs can be run. */
    SSH,
    /** A directory in a module of an rsync daemon, where nothing but rsync answers. */
    DAEMON
  }

  private static final String URL = "rsync://";

  /** A colon before the first slash; brackets around an IPv6 address. */
  private static final Pattern REMOTE =
      Pattern.compile(
          "((?:[^/:\\[\\]]*@)?(?:[^/:\\[\\]]+|\\[[^/\\]]+\\]))(::?)(.*)", Pattern.DOTALL);

  /**
   * Reads what follows {@code --dest}.
   *
   * @throws TidemarkException with USAGE if no host or no directory is named
   */
  static Destination parse(String text) throws TidemarkException {
    if (text.isEmpty()) {
      throw usage("--dest is empty", "Name the mirror's directory.");
    }
    if (text.startsWith(URL)) {
      String rest = text.substring(URL.length());
      int slash = rest.indexOf('/');
      String path = slash < 0 ? "" : rest.substring(slash + 1);
      return daemon(slash < 0 ? rest : rest.substring(0, slash), path);
    }
    Matcher remote = REMOTE.matcher(text);
    if (!remote.matches()) {
      return new Destination(Kind.LOCAL, "", text);
    }
    return remote.group(2).equals("::")
        ? daemon(remote.group(1), remote.group(3))
        : new Destination(Kind.SSH, login(remote.group(1)), directory(remote.group(3)));
  }

  private static Destination daemon(String login, String path) throws TidemarkException {
    String trimmed = path.replaceAll("/+", "/").replaceAll("^/|/$", "");
    if (trimmed.indexOf('/') < 0 || trimmed.endsWith("/..") || trimmed.contains("/../")) {
      throw usage(
          "the mirror must be a directory inside the module, as in host::module/DIR",
          "The file DIR.tidemark, which says what the mirror holds, lies beside it in the module.");
    }
    if (trimmed.matches("(?s).*[*?\\[\\\\].*")) {
      throw usage(
          "rsync daemons take * ? [ and \\ in '" + trimmed + "' for patterns",
          "Give the mirror's directory another name.");
    }
    return new Destination(Kind.DAEMON, login(login), trimmed);
  }

  private static String login(String login) throws TidemarkException {
    String host = login.substring(login.indexOf('@') + 1);
    // A host that looks like an option would be taken for one.
    if (host.isEmpty() || login.startsWith("-") || host.startsWith("-")) {
      throw usage("'" + login + "' is no host", "See docs/rsync.md for the forms of --dest.");
    }
    return login;
  }

  /** The other machine's shell is not asked to understand it; a home directory is its default. */
  private static String directory(String path) throws TidemarkException {
    String relative = path.startsWith("~/") ? path.substring(2) : path;
    if (relative.isEmpty() || relative.startsWith("~")) {
      throw usage("'" + path + "' is no directory of the other machine", "As in host:/backup/DIR.");
    }
    return relative;
  }

  /** What ssh is to connect to: without the brackets that part an address from a path. */
  String sshLogin() {
    return login.replace("[", "").replace("]", "");
  }

  private static TidemarkException usage(String message, String hint) {
    return new TidemarkException(ExitCode.USAGE, message, hint);
  }
}
