#pragma once
#include <stddef.h>

// The keymap and theme that are compiled in, so that the client always starts.
const unsigned char *default_keymap(void);
size_t default_keymap_count(void);
const unsigned char *default_theme(void);
size_t default_theme_count(void);
