/** Recorded measurements as a space of their own: CSV text in, no I/O. */
package org.flexos.explore.table;
