/** An exploration written down: tables, graphs, a page. Text out, no I/O. */
package org.flexos.explore.report;
