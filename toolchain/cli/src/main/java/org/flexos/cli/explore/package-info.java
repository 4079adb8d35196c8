/** Runs a search: sources, executors, journal, progress, answers. */
package org.flexos.cli.explore;
