package org.tidemark.journal.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may talk to the daemon, by the credentials that the kernel vouches for (SO_PEERCRED). */
record PeerCheck(Set<UserPrincipal> allowed) {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCheck.class);

  PeerCheck {
    allowed = Set.copyOf(allowed);
  }

  static PeerCheck rootAndOwnerOf(Path socket) throws IOException {
    UserPrincipal root =
        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
    UserPrincipal owner = Files.getOwner(socket);
    return new PeerCheck(owner.equals(root) ? Set.of(root) : Set.of(root, owner));
  }

  boolean allows(SocketChannel client) throws IOException {
    UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    if (allowed.contains(user)) {
      return true;
    }
    LOG.warn("Refused a connection of user {} to the control socket", user.getName());
    return false;
  }
}
