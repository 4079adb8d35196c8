package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.List;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.order.Partition;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Space;
import org.flexos.explore.space.SpaceIds;

/** A configuration as a profile that {@code run} and {@code build} take. */
final class ProfileText {
  private ProfileText() {}

  static String of(ExploreSpec spec, Space space, Configuration c) {
    var out = new StringBuilder();
    var point = new SpaceIds(space).point(c);
    out.append("# written by flexos explore: ").append(point.id()).append('\n');
    Partition partition = space.partition(c);
    String gate = point.choices().get("gate");
    boolean shared = point.choices().get("stack").equals("shared");
    out.append("compartments:\n");
    for (int b = 0; b < partition.blocks(); b++) {
      out.append("  - name: c").append(b).append('\n');
      out.append("    mechanism: {driver: ").append(point.choices().get("driver"));
      out.append(shared ? ", noisolstack: true" : ", gate: " + gate).append("}\n");
      if (b == 0) {
        out.append("    default: true\n");
      }
      out.append("    sharing: {");
      out.append(shared ? "" : "stack: " + point.choices().get("stack") + ", ");
      out.append("heap: ").append(point.choices().get("heap")).append("}\n");
    }
    out.append("libraries:\n");
    for (int i = 0; i < spec.components().size(); i++) {
      String component = spec.components().get(i);
      List<String> hardening = HardeningSet.members(space.value(c, i));
      var libraries = new ArrayList<>(List.of(component));
      libraries.addAll(spec.with().getOrDefault(component, List.of()));
      for (String library : libraries) {
        out.append("  ").append(library).append(": {compartment: c").append(partition.block(i));
        out.append(", hardening: ").append(hardening).append("}\n");
      }
    }
    var rest = new ArrayList<>(spec.placed());
    rest.removeAll(spec.components());
    spec.with().values().forEach(rest::removeAll);
    rest.forEach(r -> out.append("  ").append(r).append(": {compartment: c0}\n"));
    return out.toString();
  }
}
