#pragma once
#include <stddef.h>

// One migration file of Sources/Store/Schema, embedded at compile time.
struct schema_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

// The files in the order they are applied; NULL after the last.
const struct schema_file *schema_file_at(size_t index);

// Reference data of a demo installation.
const struct schema_file *schema_demo_file(void);
