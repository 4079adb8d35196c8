/** The configurations an image can have, and their order; covers are made on demand. */
package org.flexos.explore.space;
