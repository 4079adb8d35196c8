/**
 * Proves on a linked image that it is isolated as its plan says. Everything is read from the ELF:
 * the plan travels in its section {@code .flexos.plan}, references in the relocations that {@code
 * --emit-relocs} keeps. The rules are written down here again, not taken from the emitter, so that
 * a mistake there is found here.
 */
package org.flexos.verify;
