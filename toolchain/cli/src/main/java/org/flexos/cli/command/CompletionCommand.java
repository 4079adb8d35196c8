package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what bash needs to complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a script by which bash completes commands and options.",
    footer = {
      "%nFor this shell:",
      "  source <(./flexos completion)",
      "For every new one, write it to the file",
      "  ~/.local/share/bash-completion/completions/flexos"
    })
public final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var root = spec.root().commandLine();
    root.getOut().println(AutoComplete.bash(root.getCommandName(), root));
    return ExitCode.OK.status();
  }
}
