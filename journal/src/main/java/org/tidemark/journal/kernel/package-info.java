/**
 * The one place where native code is called, and the decoders of what the kernel hands out. No
 * other package sees JNA; decoders are pure Java over bytes.
 */
package org.tidemark.journal.kernel;
