package org.tidemark.journal.doctor;

import java.util.List;
import org.tidemark.journal.source.NfsExports;

/** A kernel NFS server writes by handle: events may come without directory and name (hazard 8). */
final class NfsServerCheck implements Check {
  @Override
  public String name() {
    return "nfs-server";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    return List.of(
        NfsExports.below(here.system()).any()
            ? Finding.yellow(
                name(),
                "",
                "this kernel exports files by NFS: changes of NFSv3 clients may come without a"
                    + " name, and then the whole filesystem is reconciled",
                "exportfs -v shows them; export with NFSv4 alone: vers3=n below [nfsd] in"
                    + " /etc/nfs.conf")
            : Finding.green(name(), "", "this kernel exports no files by NFS"));
  }
}
