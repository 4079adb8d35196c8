/* SPDX-License-Identifier: BSD-3-Clause */
/* One handler a kind of undefined behaviour. Names, arguments and the data
 * that clang passes are those of LLVM 20 (compiler-rt, ubsan_handlers.h). */
#include "report.h"

struct typed_data {
    struct source_location where;
    const struct type *type;
};

struct mismatch_data {
    struct source_location where;
    const struct type *type;
    uint8_t log_alignment;
    uint8_t kind;
};

struct shift_data {
    struct source_location where;
    const struct type *left, *right;
};

struct bounds_data {
    struct source_location where;
    const struct type *array, *index;
};

struct argument_data {
    struct source_location where, attribute;
    int index;
};

struct cast_data {
    struct source_location where;
    const struct type *from, *to;
};

struct place_data {
    struct source_location where;
};

struct builtin_data {
    struct source_location where;
    uint8_t kind;
};

struct alignment_data {
    struct source_location where, assumption;
    const struct type *type;
};

/* In the handler itself, for its return address. */
#define START(text)                                                            \
    struct report report = {.caller = __builtin_return_address(0)};            \
                                                                               \
    report_text(&report, "undefined behaviour: " text)

static inline __attribute__((always_inline)) _Noreturn void
overflow(const struct typed_data *data, uint64_t left, const char *operator,
         uint64_t right)
{
    START("");
    report_text(&report, data->type->info & 1 ? "signed" : "unsigned");
    report_text(&report, " integer overflow: ");
    report_value(&report, data->type, left);
    report_text(&report, operator);
    report_value(&report, data->type, right);
    report_text(&report, " does not fit ");
    report_text(&report, data->type->name);
    report_end(&report, &data->where);
}

_Noreturn void __ubsan_handle_add_overflow_abort(const struct typed_data *data,
                                                 uint64_t left, uint64_t right)
{
    overflow(data, left, " + ", right);
}

_Noreturn void __ubsan_handle_sub_overflow_abort(const struct typed_data *data,
                                                 uint64_t left, uint64_t right)
{
    overflow(data, left, " - ", right);
}

_Noreturn void __ubsan_handle_mul_overflow_abort(const struct typed_data *data,
                                                 uint64_t left, uint64_t right)
{
    overflow(data, left, " * ", right);
}

_Noreturn void
__ubsan_handle_negate_overflow_abort(const struct typed_data *data,
                                     uint64_t value)
{
    START("the negative of ");
    report_value(&report, data->type, value);
    report_text(&report, " does not fit ");
    report_text(&report, data->type->name);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_divrem_overflow_abort(const struct typed_data *data,
                                     uint64_t left, uint64_t right)
{
    START("division of ");
    report_value(&report, data->type, left);
    report_text(&report, " by ");
    report_value(&report, data->type, right);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_shift_out_of_bounds_abort(const struct shift_data *data,
                                         uint64_t left, uint64_t right)
{
    START("shift of ");
    report_value(&report, data->left, left);
    report_text(&report, " by ");
    report_value(&report, data->right, right);
    report_text(&report, " places in ");
    report_text(&report, data->left->name);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_out_of_bounds_abort(const struct bounds_data *data,
                                   uint64_t index)
{
    START("index ");
    report_value(&report, data->index, index);
    report_text(&report, " is out of bounds of ");
    report_text(&report, data->array->name);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_type_mismatch_v1_abort(const struct mismatch_data *data,
                                      uint64_t pointer)
{
    uint64_t alignment = 1ULL << data->log_alignment;

    START("");
    if (!pointer) {
        report_text(&report, "null pointer used as ");
    } else if (pointer & (alignment - 1)) {
        report_text(&report, "address ");
        report_hex(&report, pointer);
        report_text(&report, " is not aligned to ");
        report_unsigned(&report, alignment);
        report_text(&report, " for ");
    } else {
        report_text(&report, "too little memory at ");
        report_hex(&report, pointer);
        report_text(&report, " for ");
    }
    report_text(&report, data->type->name);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_alignment_assumption_abort(const struct alignment_data *data,
                                          uint64_t pointer, uint64_t alignment,
                                          uint64_t offset)
{
    START("address ");
    report_hex(&report, pointer - offset);
    report_text(&report, " was assumed to be aligned to ");
    report_unsigned(&report, alignment);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_pointer_overflow_abort(const struct place_data *data,
                                      uint64_t base, uint64_t result)
{
    START("pointer arithmetic from ");
    report_hex(&report, base);
    report_text(&report, " wraps to ");
    report_hex(&report, result);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_load_invalid_value_abort(const struct typed_data *data,
                                        uint64_t value)
{
    START("");
    report_unsigned(&report, value & 0xff);
    report_text(&report, " is no value of ");
    report_text(&report, data->type->name);
    report_end(&report, &data->where);
}

/* What was cast would need arithmetic to be printed. */
_Noreturn void
__ubsan_handle_float_cast_overflow_abort(const struct cast_data *data)
{
    START("a ");
    report_text(&report, data->from->name);
    report_text(&report, " does not fit ");
    report_text(&report, data->to->name);
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_vla_bound_not_positive_abort(const struct typed_data *data,
                                            uint64_t bound)
{
    START("array of ");
    report_value(&report, data->type, bound);
    report_text(&report, " elements");
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_invalid_builtin_abort(const struct builtin_data *data)
{
    START("");
    report_text(&report, data->kind == 2 ? "a false assumption"
                                         : "0 passed to clz or ctz");
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_nonnull_arg_abort(const struct argument_data *data)
{
    START("null passed as argument ");
    report_unsigned(&report, (uint64_t)data->index);
    report_text(&report, ", which must not be null,");
    report_end(&report, &data->where);
}

_Noreturn void
__ubsan_handle_nonnull_return_v1_abort(const struct source_location *declared,
                                       const struct source_location *where)
{
    START("null returned from a function that must not return it");
    (void)declared;
    report_end(&report, where);
}

_Noreturn void __ubsan_handle_builtin_unreachable(const struct place_data *data)
{
    START("a place that the code says is unreachable was reached");
    report_end(&report, &data->where);
}

_Noreturn void __ubsan_handle_missing_return(const struct place_data *data)
{
    START("a function ended without the value that it must return");
    report_end(&report, &data->where);
}
