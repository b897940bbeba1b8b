package org.tidemark.journal.kernel;

import static org.tidemark.journal.kernel.CallForm.code;
import static org.tidemark.journal.kernel.CallForm.terminated;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** A mount that lies nowhere in the tree: fsopen(2), fsconfig(2), fsmount(2). Stateless. */
final class DetachedMount {
  private static final long SYS_FSOPEN = 430;
  private static final long SYS_FSCONFIG = 431;
  private static final long SYS_FSMOUNT = 432;

  private DetachedMount() {}

  /** The descriptor of the mount, or {@code -errno}. */
  static int open(String type, byte[] device, String... options) {
    int context = openContext(type);
    if (context < 0) {
      return context;
    }
    try {
      int result = configure(context, "source", device);
      for (String option : options) {
        result = result < 0 ? result : configure(context, option);
      }
      return result < 0 ? result : createMount(context);
    } finally {
      int unused = LibC.close(context);
    }
  }

  private static int openContext(String type) {
    byte[] name = terminated(type.getBytes(StandardCharsets.US_ASCII));
    try (Memory memory = new Memory(name.length)) {
      memory.write(0, name, 0, name.length);
      return code(LibC.syscall(SYS_FSOPEN, Pointer.nativeValue(memory), 1L, 0L, 0L, 0L));
    }
  }

  private static int configure(int context, String option) {
    int equals = option.indexOf('=');
    if (equals < 0) {
      return setFlag(context, option);
    }
    byte[] value = option.substring(equals + 1).getBytes(StandardCharsets.US_ASCII);
    return configure(context, option.substring(0, equals), value);
  }

  /** fsconfig(FSCONFIG_SET_FLAG). */
  private static int setFlag(int context, String key) {
    byte[] name = terminated(key.getBytes(StandardCharsets.US_ASCII));
    try (Memory keyMemory = new Memory(name.length)) {
      keyMemory.write(0, name, 0, name.length);
      return code(LibC.syscall(SYS_FSCONFIG, context, 0L, Pointer.nativeValue(keyMemory), 0L, 0L));
    }
  }

  /** fsconfig(FSCONFIG_SET_STRING). */
  private static int configure(int context, String key, byte[] value) {
    byte[] name = terminated(key.getBytes(StandardCharsets.US_ASCII));
    try (Memory keyMemory = new Memory(name.length);
        Memory valueMemory = new Memory(value.length + 1L)) {
      keyMemory.write(0, name, 0, name.length);
      valueMemory.write(0, terminated(value), 0, value.length + 1);
      return code(
          LibC.syscall(
              SYS_FSCONFIG,
              context,
              1L,
              Pointer.nativeValue(keyMemory),
              Pointer.nativeValue(valueMemory),
              0L));
    }
  }

  /** fsconfig(FSCONFIG_CMD_CREATE), then fsmount(FSMOUNT_CLOEXEC). */
  private static int createMount(int context) {
    int created = code(LibC.syscall(SYS_FSCONFIG, context, 6L, 0L, 0L, 0L));
    return created < 0 ? created : code(LibC.syscall(SYS_FSMOUNT, context, 1L, 0L, 0L, 0L));
  }
}
