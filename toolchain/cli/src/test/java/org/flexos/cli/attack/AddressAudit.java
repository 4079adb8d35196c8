package org.flexos.cli.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Attack A16 looked for by ring 0 itself, in test-only images: it says which bytes that cross a
 * gate, come back as a result, or leave by a device are the address of memory that whoever gets
 * them may not read. Heaps and buffers of calls are moved to addresses that are no numbers, sizes
 * or texts by chance.
 */
final class AddressAudit {
  /** What an image says that has looked at anything. */
  static final String BEGAN = "audit: began\n";

  /** What an image says of an address. */
  static final String FOUND = "audit: an address ";

  private static final String CORE = "os/lib/flexos-core/";
  private static final String LAYOUT = "os/include/flexos/layout.h";

  /** A system call that there is not. */
  private static final int CALL = 99;

  private AddressAudit() {}

  static List<Guard.Change> changes() {
    return List.of(
        new Guard.Change(
            LAYOUT, "FLEXOS_HEAP_BASE 0x100000000\n", "FLEXOS_HEAP_BASE 0x5a5a00000000\n"),
        new Guard.Change(
            LAYOUT, "FLEXOS_BOUNCE_BASE 0x2000000000\n", "FLEXOS_BOUNCE_BASE 0x6b6b00000000\n"),
        new Guard.Change(CORE + "audit.h", "", resource()),
        new Guard.Change(CORE + "copy.c", "#include \"copying.h\"\n", "#include \"audit.h\"\n"),
        new Guard.Change(
            CORE + "copy.c",
            "    admit(c.bounce, c.gate->id);\n",
            """
                admit(c.bounce, c.gate->id);
                block -= c.gate->count;
                for (a = (argument_t)c.gate->arguments; a < end; a++, block++)
                    if (block->size && a->kind <= FLEXOS_COPY_INOUT &&
                        a->kind != FLEXOS_COPY_OUT)
                        audit_bytes("is passed", c, a->reg, block->user, block->size,
                                    (uint32_t)flexos_domain((unsigned)c.gate->to)->pkru);
            """),
        new Guard.Change(
            CORE + "copy.c",
            "    if (a->kind != FLEXOS_COPY_OUT || back == b->size)\n",
            """
                audit_bytes("comes back", c, a->reg, b->user, back, caller_pkru(c));
                if (a->kind != FLEXOS_COPY_OUT || back == b->size)
            """),
        new Guard.Change(
            CORE + "copy.c",
            "    c.bounce->top = (uint32_t)record->mark;\n",
            """
                c.bounce->top = (uint32_t)record->mark;
                unsigned unused = 64 - 8 * (unsigned)gate->result_bytes;
                audit_value("is the result", audit_gate(c), AUDIT_RESULT, 0,
                            (uint64_t)((int64_t)(result << unused) >> unused), caller_pkru(c));
            """),
        new Guard.Change(
            CORE + "syscalls.c",
            "#include <plat.h>\n",
            "#include <plat.h>\n#include \"audit.h\"\n"),
        new Guard.Change(
            CORE + "syscalls.c",
            "    default:\n        return -ENOSYS;\n",
            """
                case %d:
                    audit_result(a, user_rip(), pkru);
                    return 0;
                default:
                    return -ENOSYS;
            """
                .formatted(CALL)),
        new Guard.Change(
            CORE + "devices.c", "#include <plat.h>\n", "#include <plat.h>\n#include \"audit.h\"\n"),
        new Guard.Change(
            CORE + "devices.c",
            "    return plat_queue_submit(q,",
            """
                for (uint64_t i = 0; i < count; i++)
                    if (!(list[i].flags & FLEXOS_DMA_WRITE))
                        audit_frame(i, arch_at(buffers[i]), list[i].length);
                return plat_queue_submit(q,\
            """));
  }

  /** Every gate's result is shown to ring 0, of those that copy nothing, too. */
  static String gates(String assembly) {
    String end = "    pop %rbx\n    ret\n";
    if (!assembly.contains(end)) {
      throw new IllegalStateException("gates end in another way");
    }
    return assembly.replace(
        end,
        """
            pop %%rbx
            push %%rax
            mov %%rax, %%rdi
            mov $%d, %%eax
            syscall
            pop %%rax
            xor %%edi, %%edi
            ret
        """
            .formatted(CALL));
  }

  /** The same, with more changes. */
  static List<Guard.Change> with(Guard.Change... more) {
    var all = new ArrayList<>(changes());
    all.addAll(List.of(more));
    return all;
  }

  /**
   * Where bytes of the host pass, such as inode numbers, a number may be an address in the image.
   */
  static List<Guard.Change> withoutImage() {
    return with(
        new Guard.Change(CORE + "audit.h", "#define AUDIT_IMAGE 1", "#define AUDIT_IMAGE 0"));
  }

  private static String resource() {
    try (var in = AddressAudit.class.getResourceAsStream("/address-audit/audit.h")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
