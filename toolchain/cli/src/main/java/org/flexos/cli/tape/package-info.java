/**
 * Loads that are counted: requests on a tape in the RAM disk, played by clients inside the guest
 * ({@code os/lib/tapenet}).
 */
package org.flexos.cli.tape;
