#define _GNU_SOURCE
#include "quiet_start.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char setting[] = "SWIFT_BACKTRACE=interactive=no,color=no,enable=no";

// The place in the environment that is lent to the setting, and whose it is. Not setenv: that moves the environment, and
// the runtime finds the program's arguments by where it stood at the start.
static char **place;
static char *owner;

const char *quiet_start_setting(void) { return strchr(setting, '=') + 1; }

// Constructors with a number run before those without, which the runtime's are.
__attribute__((constructor(101))) static void quiet_start(void) {
    if (getenv("SWIFT_BACKTRACE") != NULL) return;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, "SWIFT_", 6) == 0 || strncmp(*entry, "LD_", 3) == 0) continue;
        place = entry;
        owner = *entry;
        *entry = setting;
        return;
    }
}

void quiet_start_end(void) {
    if (place != NULL) *place = owner;
}

bool quiet_start_is_in_force(void) {
    if (getenv("SWIFT_BACKTRACE") != NULL) return true;
    // A runtime that is inside this program is not exported by any library.
    Dl_info own, runtime;
    void *retain = dlsym(RTLD_DEFAULT, "swift_retain");
    bool was_first = retain == NULL
        || (dladdr((void *)&quiet_start, &own) && dladdr(retain, &runtime) && own.dli_fbase == runtime.dli_fbase);
    return was_first && place != NULL;
}
