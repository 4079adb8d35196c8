package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.model.Compartment;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.PlacedLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Questions about configuration. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Show the configuration that a build works with.",
    subcommands = ConfigCommand.Show.class)
public final class ConfigCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() {
    main.session().say("error: say what: flexos config show DIR");
    return ExitCode.USAGE.status();
  }

  /** Prints everything after profile, defaults and needed libraries are in. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print compartments and libraries with every default filled in.")
  static final class Show implements Callable<Integer> {
    @ParentCommand private ConfigCommand parent;
    @Mixin private BuildOptions options;

    @Override
    public Integer call() {
      Session session = parent.main.session();
      var loaded = new BuildPipeline(session).load(options.request(java.util.Optional.empty()));
      loaded.notes().forEach(n -> session.say(n.render()));
      print(session, loaded.image());
      return ExitCode.OK.status();
    }

    private static void print(Session session, ImageSpec image) {
      var out = session.out();
      out.println("application: " + image.application());
      out.println("compartments:");
      for (Compartment c : image.compartments()) {
        out.println("- name: " + c.name());
        out.println("  default: " + c.isDefault());
        out.println(
            "  mechanism: {driver: "
                + c.driver().yamlName()
                + ", noisolstack: "
                + c.sharedStack()
                + ", gate: "
                + c.gate().yamlName()
                + "}");
        out.println("  sharing: {stack: " + lower(c.stack()) + ", heap: " + lower(c.heap()) + "}");
      }
      out.println("libraries:");
      for (PlacedLibrary l : image.libraries()) {
        out.println("- name: " + l.name());
        out.println(
            "  compartment: " + (l.descriptor().trusted() ? "(trusted base)" : l.compartment()));
        out.println("  hardening: " + l.hardening().stream().map(Hardening::yamlName).toList());
        out.println("  defines: " + l.defines());
      }
      out.println(
          "sharing: {globals: " + image.sharedGlobals() + ", sites: " + image.sharedSites() + "}");
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
