package org.flexos.explore.space;

import java.util.function.Predicate;

/**
 * A constraint of the space.
 *
 * @param text as the user wrote it, for messages
 * @param staysBroken whatever breaks it, everything safer breaks too ("at most 4 compartments"):
 *     the search need not look for allowed configurations above
 */
public record Rule(String text, boolean staysBroken, Predicate<Configuration> allows) {}
