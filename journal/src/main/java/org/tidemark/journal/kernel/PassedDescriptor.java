package org.tidemark.journal.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open descriptor that a service manager handed to this process when it started it
 * (sd_listen_fds(3)).
 *
 * @param name what it was stored under; empty if it has none
 */
public record PassedDescriptor(String name, int descriptor) {
  private static final Logger LOG = LoggerFactory.getLogger(PassedDescriptor.class);
  private static final int FIRST = 3;

  /** More than any service manager stores. */
  private static final int MOST = 4096;

  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final Pattern COLON = Pattern.compile(":");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /**
   * Takes what was passed to this process. The descriptors are not inherited by programs that it
   * starts, nor are the variables. To be called once.
   *
   * @param environment of this process
   * @param pid of this process: descriptors for another one are not ours
   */
  public static List<PassedDescriptor> take(Map<String, String> environment, long pid) {
    int count = number(environment.get("LISTEN_FDS"));
    if (count == 0) {
      return List.of();
    }
    String receiver = environment.getOrDefault("LISTEN_PID", "");
    List.of("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES").forEach(PassedDescriptor::unset);
    if (!receiver.equals(Long.toString(pid))) {
      LOG.warn("{} descriptors were passed to process {}, and this is {}", count, receiver, pid);
      return List.of();
    }
    String[] names = COLON.split(environment.getOrDefault("LISTEN_FDNAMES", ""), -1);
    List<PassedDescriptor> passed = new ArrayList<>();
    for (int index = 0; index < Math.min(count, MOST); index++) {
      // EBADF: it is not open, whatever was said.
      if (SocketLibC.fcntl(FIRST + index, F_SETFD, FD_CLOEXEC) == 0) {
        passed.add(new PassedDescriptor(index < names.length ? names[index] : "", FIRST + index));
      }
    }
    return List.copyOf(passed);
  }

  private static int number(String text) {
    return text != null && NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
  }

  private static void unset(String variable) {
    int unused = SocketLibC.unsetenv((variable + "\0").getBytes(StandardCharsets.US_ASCII));
  }
}
