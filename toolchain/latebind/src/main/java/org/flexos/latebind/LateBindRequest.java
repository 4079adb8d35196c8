package org.flexos.latebind;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One unit to be bound late.
 *
 * @param library name as in its descriptor
 * @param unit unique name of the unit in the library: letters, digits and '_'
 * @param source path shown in facts, relative where possible
 * @param specialisations calls that become other ones first
 * @param defines functions and variables that any unit of the library defines strongly
 * @param wrappers functions of the library that allocate for their callers: calls of them are
 *     allocation sites
 * @param direct functions of the library that run with their callers' rights, see {@link
 *     org.flexos.latebind.passes.UnguardPass}
 * @param twin make of the unit what its wrappers' shared clones need, see {@link
 *     org.flexos.latebind.passes.TwinPass}
 */
public record LateBindRequest(
    String library,
    String unit,
    String source,
    Path bitcode,
    Path object,
    List<Specialisation> specialisations,
    Set<String> defines,
    Set<String> wrappers,
    Set<String> direct,
    boolean twin) {
  public LateBindRequest {
    specialisations = List.copyOf(specialisations);
    defines = Set.copyOf(defines);
    wrappers = Set.copyOf(wrappers);
    direct = Set.copyOf(direct);
  }
}
