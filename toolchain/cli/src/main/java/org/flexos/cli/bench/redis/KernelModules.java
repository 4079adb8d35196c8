package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.model.EnvironmentException;

/** Modules of a Linux kernel in the order in which they can be loaded. */
final class KernelModules {
  private static final String ENDING = ".ko";

  /** What modpost writes into a module's {@code .modinfo} section; names end with NUL. */
  private static final Pattern DEPENDS = Pattern.compile("\0depends=([^\0]*)\0");

  private final Map<String, Path> files = new LinkedHashMap<>();

  /**
   * @param folder with modules in it and below
   */
  KernelModules(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(f -> f.toString().endsWith(ENDING)).forEach(f -> files.put(name(f), f));
    }
  }

  /** As the kernel calls it: file names may have dashes instead. */
  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length()).replace('-', '_');
  }

  /** The modules, each behind all that it depends on. */
  List<Path> inOrder(List<String> wanted) throws IOException {
    var order = new LinkedHashSet<String>();
    for (String module : wanted) {
      add(module, order);
    }
    return order.stream().map(files::get).toList();
  }

  private void add(String module, Set<String> order) throws IOException {
    Path file = files.get(module);
    if (file == null) {
      throw new EnvironmentException("Debian's kernel has no module '" + module + "'");
    }
    Matcher depends = DEPENDS.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (depends.find() && !depends.group(1).isEmpty()) {
      for (String needed : depends.group(1).split(",")) {
        add(needed.replace('-', '_'), order);
      }
    }
    order.add(module);
  }
}
