/** Records as bytes that are read fast: for caches, which nobody reads but us. */
package org.flexos.model.binary;
