/** Partial orders of safety: what is declared of each axis, and how orders are made of others. */
package org.flexos.explore.order;
