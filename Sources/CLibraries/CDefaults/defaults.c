#include "defaults.h"

// #embed is C23; the compiler that comes with Swift has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char keymap[] = {
#embed "../../../keymaps/default.toml"
};
const unsigned char *default_keymap(void) { return keymap; }
size_t default_keymap_count(void) { return sizeof keymap; }

static const unsigned char theme[] = {
#embed "../../../themes/default.toml"
};
const unsigned char *default_theme(void) { return theme; }
size_t default_theme_count(void) { return sizeof theme; }
