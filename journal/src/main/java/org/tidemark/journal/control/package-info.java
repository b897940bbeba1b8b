/** The daemon's side of the control socket. */
package org.tidemark.journal.control;
