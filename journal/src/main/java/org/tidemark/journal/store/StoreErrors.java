package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLDataException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite and the file system say into one message with a hint for the operator. */
final class StoreErrors {
  private static final String START_AGAIN =
      "keep a copy of journal.db* if you want it examined, then move it away and start again: "
          + "a new journal begins and every consumer needs a full backup";

  private StoreErrors() {}

  static StoreException of(String operation, Path file, SQLException cause) {
    SQLiteErrorCode code = codeOf(cause);
    String message =
        operation + " in " + file + " failed: " + code.name() + ", " + cause.getMessage();
    return isDamage(cause)
        ? new DamagedException(message, cause)
        : new StoreException(message, hint(code, file), cause);
  }

  /** SQLITE_CORRUPT and SQLITE_NOTADB, or a value that no version of ours ever wrote. */
  private static boolean isDamage(SQLException cause) {
    int code = codeOf(cause).code & 0xff;
    return cause instanceof SQLDataException || code == 11 || code == 26;
  }

  static StoreException io(String operation, Path place, IOException cause) {
    return new StoreException(
        operation + " " + place + " failed: " + why(place, cause),
        "the state folder and the run folder must be writable for the daemon: check mode, owner, "
            + "free space and whether the filesystem is mounted read-only",
        cause);
  }

  /** These exceptions say the path only, and their class the rest, which is no operator's word. */
  private static String why(Path place, IOException cause) {
    if (!(cause instanceof FileSystemException refused)) {
      return String.valueOf(cause.getMessage());
    }
    String file = String.valueOf(refused.getFile());
    return (file.equals(place.toString()) ? "" : file + ": ") + reason(refused);
  }

  private static String reason(FileSystemException refused) {
    if (refused instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (refused instanceof FileAlreadyExistsException) {
      return "it exists and is no folder";
    }
    if (refused instanceof NoSuchFileException) {
      return "there is no such file or folder, and it cannot be made";
    }
    return String.valueOf(refused.getReason());
  }

  /** A file that is there but is no journal that we can use; it is left as it is. */
  static StoreException unusable(Path file, String why) {
    return new StoreException(file + " cannot be used: " + why, START_AGAIN, null);
  }

  static SQLiteErrorCode codeOf(SQLException cause) {
    return cause instanceof SQLiteException known
        ? known.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  /** Extended codes have their primary code in the low byte. */
  private static String hint(SQLiteErrorCode code, Path file) {
    return switch (code.code & 0xff) {
      case 13 -> "free space on the disk of " + file.getParent() + "; recording goes on then";
      case 8, 14, 23 ->
          "the state folder must be writable for the daemon: check its mode, its owner and whether "
              + "its filesystem is mounted read-only";
      case 10 -> "check the disk of " + file.getParent() + " (kernel log), then start again";
      case 5, 6 ->
          "another program holds the database locked: no program but tidemark may write it";
      default -> "";
    };
  }
}
