/**
 * Knows an image that is what its files ask for, so that nothing is read, linked and verified
 * again. Content decides; times of files only prove that content was looked at before.
 */
package org.flexos.cli.current;
