package org.tidemark.netbackup.site;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * NetBackup's folder on a client and the names in it that matter here. Names of policies and
 * schedules have one character per byte, as arguments have.
 *
 * @param directory usually {@code /usr/openv}
 */
public record Openv(Path directory) {
  public static final Path USUAL = Path.of("/usr/openv");

  public Openv {
    directory = directory.toAbsolutePath().normalize();
  }

  /** Called before a backup, with client, policy, schedule and type. */
  public Path startHook(String policy, String schedule) {
    return named("bin", "bpstart_notify", policy, schedule);
  }

  /** Called when the client has sent everything, with the client's exit status as well. */
  public Path endHook(String policy, String schedule) {
    return named("bin", "bpend_notify", policy, schedule);
  }

  /** What is backed up although it is excluded; the whole selection, where all is excluded. */
  public Path includeList(String policy, String schedule) {
    return named(".", "include_list", policy, schedule);
  }

  public Path excludeList(String policy, String schedule) {
    return named(".", "exclude_list", policy, schedule);
  }

  /** A user's command, such as {@code bpclimagelist} or {@code bpbackup}. */
  public Path command(String name) {
    return netbackup().resolve("bin").resolve(name);
  }

  /** An administrator's command, such as {@code bppllist}; many clients do not have it. */
  public Path adminCommand(String name) {
    return netbackup().resolve("bin").resolve("admincmd").resolve(name);
  }

  public Path netbackup() {
    return directory.resolve("netbackup");
  }

  /** The places that NetBackup would look at next: for the policy alone, and for all. */
  public List<Path> lessSpecific(Path folder, String file, String policy) {
    return List.of(folder.resolve(file + "." + fileName(policy)), folder.resolve(file));
  }

  /** What our hook runs before itself, the first that can be run. */
  public List<Path> hooksBefore(String file, String policy, String schedule) {
    List<Path> out = new ArrayList<>();
    out.add(new Placed(named("bin", file, policy, schedule)).kept());
    out.addAll(lessSpecific(netbackup().resolve("bin"), file, policy));
    return out;
  }

  private Path named(String folder, String file, String policy, String schedule) {
    String name = file + "." + fileName(policy) + "." + fileName(schedule);
    return netbackup().resolve(folder).normalize().resolve(name);
  }

  /**
   * The name of a policy or schedule as part of the name of a file.
   *
   * @throws IllegalArgumentException for a name that is empty or holds a slash, a control
   *     character, or bytes that are not UTF-8
   */
  static String fileName(String name) {
    boolean odd = name.chars().anyMatch(each -> each < ' ' || each == '/' || each == 0x7f);
    if (name.isEmpty() || odd) {
      throw new IllegalArgumentException("not a name of a policy or schedule: '" + name + "'");
    }
    try {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name of a policy or schedule is not UTF-8", e);
    }
  }
}
