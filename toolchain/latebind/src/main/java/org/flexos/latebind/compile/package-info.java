/**
 * From sources to late-bound objects and facts: clang, the pass, the object's own undefined
 * symbols, and the cache that makes all of it happen once.
 */
package org.flexos.latebind.compile;
