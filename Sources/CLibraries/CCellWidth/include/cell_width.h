#pragma once
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include <wchar.h>

// How many cells of a terminal a character takes. One rule for this program and for ncurses, which asks wcwidth.

// Cells of the characters whose width East Asian terminals see differently: 1 (from the start) or 2. Called once, before
// anything is drawn.
void cell_width_set_ambiguous(int cells);
int cell_width_ambiguous(void);
int cell_width_is_ambiguous(unsigned scalar);

// -1: not printable, or not known in the locale in force.
int cell_width(unsigned scalar, int ambiguous);
