#pragma once
// The library is small and goes into the program whole (the modulemap links libexpat.a): nothing to install with it.
#include <expat.h>
