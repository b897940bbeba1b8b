package org.tidemark.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/** Tables {@code witness} and {@code filesystem}. Belongs to the store's thread. */
final class WitnessTable implements WitnessLog {
  private final Database database;
  private final Transactions transactions;
  private final String bootId;

  WitnessTable(Database database, Transactions transactions, String bootId) {
    this.database = database;
    this.transactions = transactions;
    this.bootId = bootId;
  }

  @Override
  public void note(List<Witness> witnesses) throws StoreException {
    transactions.run(
        "noting witnesses",
        () -> {
          Set<String> filesystems = new HashSet<>();
          for (Witness witness : witnesses) {
            add(witness);
            filesystems.add(witness.filesystem());
          }
          for (String filesystem : filesystems) {
            thinOut(filesystem);
          }
          return null;
        });
  }

  private void add(Witness witness) throws SQLException {
    database.update(
        """
        INSERT INTO witness VALUES (?, ?, ?, ?) ON CONFLICT (filesystem, path) DO UPDATE SET
            inode = excluded.inode, change_nanos = excluded.change_nanos
        WHERE inode <> excluded.inode OR change_nanos <= excluded.change_nanos
        """,
        witness.filesystem(),
        witness.path().bytes(),
        witness.inode(),
        witness.changeNanos());
  }

  private void thinOut(String filesystem) throws SQLException {
    long count = database.number("SELECT count(*) FROM witness WHERE filesystem = ?", filesystem);
    if (count > MOST) {
      database.update(
          """
          DELETE FROM witness WHERE filesystem = ?1 AND path IN (
              SELECT path FROM witness WHERE filesystem = ?1 ORDER BY random() LIMIT ?2)
          """,
          filesystem,
          count - MOST);
    }
  }

  @Override
  public List<Witness> of(String filesystem) throws StoreException {
    return database.read(
        "reading witnesses",
        () ->
            database.list(
                WitnessTable::read, "SELECT * FROM witness WHERE filesystem = ?", filesystem));
  }

  private static Witness read(ResultSet row) throws SQLException {
    return new Witness(
        row.getString("filesystem"),
        PathBytes.of(row.getBytes("path")),
        row.getLong("inode"),
        row.getLong("change_nanos"));
  }

  @Override
  public Optional<FilesystemRow> filesystem(String identity) throws StoreException {
    return database.read(
        "reading a filesystem",
        () ->
            database.first(
                row ->
                    new FilesystemRow(
                        identity,
                        row.getString("boot_id").equals(bootId),
                        row.getLong("alive_millis"),
                        row.getString("superblock")),
                "SELECT * FROM filesystem WHERE identity = ?",
                identity));
  }

  @Override
  public void noteFilesystem(String identity, long aliveMillis, String superblock)
      throws StoreException {
    transactions.run(
        "noting a filesystem",
        () ->
            database.update(
                "INSERT OR REPLACE INTO filesystem VALUES (?, ?, ?, ?)",
                identity,
                bootId,
                aliveMillis,
                superblock));
  }

  @Override
  public void forget(String filesystem) throws StoreException {
    transactions.synced(
        "forgetting witnesses",
        () -> database.update("DELETE FROM witness WHERE filesystem = ?", filesystem));
  }

  @Override
  public void forgetAll() throws StoreException {
    transactions.synced("forgetting witnesses", () -> database.update("DELETE FROM witness"));
  }
}
