package org.flexos.latebind;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A random unit that hands the addresses of its callbacks about: as C, and as what happens when it
 * runs. The same seed gives the same program; its names begin with {@code p<seed>_}, so that many
 * make one unit. The unit needs {@link #DECLARATIONS}.
 */
final class RandomProgram {
  static final String DECLARATIONS =
      """
      typedef void (*handler)(void);
      struct ops { int n; handler h[2]; };
      void take0(handler); void take1(handler); void number(unsigned long); void look(const void *);
      """;

  private static final int CALLBACKS = 3;
  private static final int FUNCTIONS = 2;
  private static final int RUNS = 20;

  /** Cells of a call: two variables, two structures, and a structure of the caller's, or none. */
  private static final List<String> LOCAL =
      List.of("a", "b", "s.h[0]", "s.h[1]", "t.h[0]", "t.h[1]", "p->h[0]", "p->h[1]");

  private static final class Call {
    final String[] variables = new String[2];
    final String[] s = new String[2];
    final String[] t = new String[2];
    final String[] lent;

    Call(String argument, String[] lent) {
      variables[0] = argument;
      this.lent = lent;
    }

    /** Two cells each. */
    private String[] place(int cell) {
      return List.of(variables, s, t, lent).get(cell / 2);
    }

    String get(String cell) {
      int i = LOCAL.indexOf(cell);
      return place(i)[i % 2];
    }

    void set(String cell, String value) {
      int i = LOCAL.indexOf(cell);
      place(i)[i % 2] = value;
    }
  }

  private final String prefix;
  private final Random random;

  /** Cells of the program: two variables, a structure, a table that has contents from the start. */
  private final List<String> global;

  private final List<Function> functions = new ArrayList<>();
  private String[] memory;
  private Set<String> events;

  /** What a statement does in a call with the number n. */
  private interface Effect {
    void run(Call call, int n);
  }

  private record Statement(String c, Effect effect) {}

  private record Function(String name, boolean exported, List<Statement> body, String result) {}

  RandomProgram(long seed) {
    prefix = "p" + seed + "_";
    random = new Random(seed);
    global =
        List.of(
            prefix + "v",
            prefix + "w",
            prefix + "o.h[0]",
            prefix + "o.h[1]",
            prefix + "l[0]",
            prefix + "l[1]");
    for (int i = 0; i < 2 * FUNCTIONS; i++) {
      boolean exported = i >= FUNCTIONS;
      var body = new ArrayList<Statement>();
      for (int s = 6 + random.nextInt(6); s > 0; s--) {
        body.add(random.nextInt(3) == 0 ? choice(i) : statement(i));
      }
      functions.add(new Function(prefix + "f" + i, exported, body, pick(List.of("a", "b"))));
    }
  }

  /** Those functions of the program that other units can call. */
  List<String> exported() {
    return functions.stream().filter(Function::exported).map(Function::name).toList();
  }

  List<String> callbacks() {
    var names = new ArrayList<String>();
    for (int i = 0; i < CALLBACKS; i++) {
      names.add(callback(i));
    }
    return names;
  }

  private String callback(int i) {
    return prefix + "c" + i;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private Statement statement(int function) {
    String to = pick(LOCAL);
    String from = pick(LOCAL);
    String variable = pick(global);
    String callback = callback(random.nextInt(CALLBACKS));
    return switch (random.nextInt(11)) {
      case 0, 1, 2 -> new Statement(to + " = " + callback + ";", (c, n) -> c.set(to, callback));
      case 3 -> new Statement(to + " = " + from + ";", (c, n) -> c.set(to, c.get(from)));
      case 4 -> new Statement(variable + " = " + from + ";", (c, n) -> put(variable, c.get(from)));
      case 5 -> new Statement(to + " = " + variable + ";", (c, n) -> c.set(to, at(variable)));
      case 6 -> handOver(from);
      case 7 -> new Statement("look(&s);", (c, n) -> lookAt(c, "s.h[0]", "s.h[1]"));
      case 8 ->
          new Statement(
              "look(&" + prefix + "o);",
              (c, n) -> {
                say(at(global.get(2)), "look");
                say(at(global.get(3)), "look");
              });
      case 9 ->
          new Statement(
              "__builtin_memcpy(&t, &s, sizeof(t));",
              (c, n) -> {
                c.set("t.h[0]", c.get("s.h[0]"));
                c.set("t.h[1]", c.get("s.h[1]"));
              });
      default -> function == 0 ? handOver(from) : call(random.nextInt(function), to, from);
    };
  }

  private Statement handOver(String from) {
    return switch (random.nextInt(3)) {
      case 0 -> new Statement("take0(" + from + ");", (c, n) -> say(c.get(from), "take0"));
      case 1 -> new Statement("take1(" + from + ");", (c, n) -> say(c.get(from), "take1"));
      default ->
          new Statement(
              "number((unsigned long)" + from + " + 1);", (c, n) -> say(c.get(from), "number"));
    };
  }

  private Statement call(int callee, String to, String from) {
    String lent = pick(List.of("s", "t"));
    return new Statement(
        to + " = " + prefix + "f" + callee + "(" + from + ", &" + lent + ", n >> 1);",
        (c, n) ->
            c.set(
                to, run(functions.get(callee), c.get(from), lent.equals("s") ? c.s : c.t, n >> 1)));
  }

  private Statement choice(int function) {
    Statement inner = statement(function);
    int bit = 1 << random.nextInt(3);
    return new Statement(
        "if (n & " + bit + ") { " + inner.c + " }",
        (c, n) -> {
          if ((n & bit) != 0) {
            inner.effect.run(c, n);
          }
        });
  }

  private void put(String variable, String value) {
    memory[global.indexOf(variable)] = value;
  }

  private String at(String variable) {
    return memory[global.indexOf(variable)];
  }

  private void lookAt(Call call, String... cells) {
    for (String cell : cells) {
      say(call.get(cell), "look");
    }
  }

  private void say(String value, String where) {
    if (value != null) {
      events.add(value + " > " + where);
    }
  }

  String c() {
    var text = new StringBuilder();
    for (String callback : callbacks()) {
      text.append("static __attribute__((noinline)) void ")
          .append(callback)
          .append("(void) { __asm__ volatile(\"\"); }\n");
    }
    text.append("static handler " + prefix + "v; handler " + prefix + "w;\n")
        .append("static struct ops " + prefix + "o;\n")
        .append("static handler " + prefix + "l[2] = {" + callback(0) + "};\n");
    for (Function function : functions) {
      text.append(function.exported ? "" : "static __attribute__((noinline)) ")
          .append("handler " + function.name + "(handler a, struct ops *p, int n) {\n")
          .append("  handler b = 0; struct ops s = {0}, t = {0}, none = {0};\n")
          .append("  if (!p) p = &none;\n");
      function.body.forEach(s -> text.append("  " + s.c + "\n"));
      text.append("  return " + function.result + ";\n}\n");
    }
    return text.toString();
  }

  /** What happens in some runs from outside: {@code callback > where it was handed}. */
  Set<String> events() {
    events = new TreeSet<>();
    for (int run = 0; run < RUNS; run++) {
      memory = new String[global.size()];
      put(global.get(4), callback(0));
      for (int call = 0; call < RUNS; call++) {
        Function function = functions.get(FUNCTIONS + random.nextInt(FUNCTIONS));
        say(run(function, null, new String[2], random.nextInt(8)), "result");
      }
    }
    return events;
  }

  private String run(Function function, String argument, String[] lent, int n) {
    var call = new Call(argument, lent);
    function.body.forEach(s -> s.effect.run(call, n));
    return call.get(function.result);
  }
}
