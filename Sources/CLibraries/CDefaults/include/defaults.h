#pragma once
#include <stddef.h>

// The keymap and theme that are compiled in, so that the client always starts.
extern const unsigned char default_keymap[];
extern const size_t default_keymap_count;
extern const unsigned char default_theme[];
extern const size_t default_theme_count;
