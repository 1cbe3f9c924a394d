#pragma once
#include <stdbool.h>

// A Swift trap would hold the terminal for half a minute with its interactive backtrace. The Swift runtime reads from the
// environment, before main, whether it may; linking this library has it read what is wanted here.

// What the runtime is told, in the variable SWIFT_BACKTRACE.
const char *quiet_start_setting(void);

// To be called first in main: the environment is again what the program was started with. Swift finds the program's
// arguments beside it, and the programs it starts inherit it.
void quiet_start_end(void);

// False when it came too late: a runtime in a shared library (as in debug builds) reads the environment before any of
// this program's code can run. Then only a new start with the variable set helps.
bool quiet_start_is_in_force(void);
