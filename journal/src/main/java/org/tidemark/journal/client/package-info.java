/** How commands and adapters talk to the daemon. */
package org.tidemark.journal.client;
