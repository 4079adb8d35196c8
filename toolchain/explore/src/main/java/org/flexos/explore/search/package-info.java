/** Which configuration to measure next, and what the measurements prove; no I/O. */
package org.flexos.explore.search;
