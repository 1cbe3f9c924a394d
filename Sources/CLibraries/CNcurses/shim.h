#pragma once
#define NCURSES_WIDECHAR 1
#include <stdio.h>
#include <ncursesw/curses.h>
#include <ncursesw/term.h>

// What Swift cannot import by itself: mutable globals, macros, and the pair that goes through a void pointer.
static inline WINDOW *cn_stdscr(void) { return stdscr; }
static inline WINDOW *cn_curscr(void) { return curscr; }
static inline int cn_lines(void) { return LINES; }
static inline int cn_columns(void) { return COLS; }
static inline int cn_colors(void) { return COLORS; }
static inline int cn_color_pairs(void) { return COLOR_PAIRS; }
static inline FILE *cn_stdout(void) { return stdout; }
static inline FILE *cn_stdin(void) { return stdin; }
static inline SCREEN *cn_new_screen(const char *terminal, FILE *output, FILE *input) {
    return newterm(terminal, output, input);
}
static inline void cn_send(const char *text) {
    fputs(text, stdout);
    fflush(stdout);
}
static inline void cn_flush(void) { fflush(stdout); }
static const attr_t cn_bold = WA_BOLD;
static const attr_t cn_dim = WA_DIM;
static const attr_t cn_underline = WA_UNDERLINE;
static const attr_t cn_reverse = WA_REVERSE;

// Puts one cell: up to CCHARW_MAX code points, attributes, an extended colour pair.
static inline int cn_put(WINDOW *window, int row, int column, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
    return mvwadd_wch(window, row, column, &cell);
}
