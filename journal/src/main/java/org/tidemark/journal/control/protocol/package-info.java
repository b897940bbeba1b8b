/** What the daemon and its clients say to each other on the control socket. */
package org.tidemark.journal.control.protocol;
