/**
 * Records as JSON text and back: how facts are cached, how a plan travels inside its image and how
 * commands answer {@code --json}. Text only; files are the caller's business.
 */
package org.flexos.model.json;
