#include "defaults.h"

// #embed is C23; the compiler that comes with Swift has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char default_keymap[] = {
#embed "../../../keymaps/default.toml"
};
const size_t default_keymap_count = sizeof default_keymap;

const unsigned char default_theme[] = {
#embed "../../../themes/default.toml"
};
const size_t default_theme_count = sizeof default_theme;
