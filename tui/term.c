/* SPDX-License-Identifier: ISC */
#include "tui/term.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tui/keymap.h"

/* Codes for sequences that curses is taught. */
enum { CODE_PASTE = KEY_MAX + 1, CODE_PASTE_END };

enum { PASTE_LIMIT = 1 << 20, ESCAPE_DELAY = 50 };

static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

struct terminal {
	SCREEN		*screen;
	int		 signal_fd;
	bool		 on_file;
	int		 h, w;
	sigset_t	 old_mask;
};

/*
 * What a dying process needs to give the terminal back, filled before the
 * handlers are set: a handler gets no argument.
 */
static struct {
	volatile sig_atomic_t active;
	struct termios	 modes;
	char		 bytes[256];
	size_t		 n;
} rescue;

static const int deadly[] = {
	SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP,
};
static const int watched[] = {
	SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT,
};

static void
rescue_terminal(void)
{
	if (!rescue.active)
		return;
	rescue.active = 0;
	if (write(STDOUT_FILENO, rescue.bytes, rescue.n) < 0) {
		/* Nobody is left to be told. */
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
}

static void
on_deadly(int sig)
{
	rescue_terminal();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
rescue_add(const char *capability)
{
	const char *s = tigetstr(capability);
	size_t n;

	/* tigetstr: (char *)-1 for what is no string. */
	if (s == NULL || s == (const char *)-1)
		return;
	n = strlen(s);
	if (rescue.n + n < sizeof(rescue.bytes)) {
		memcpy(rescue.bytes + rescue.n, s, n);
		rescue.n += n;
	}
}

static void
rescue_prepare(void)
{
	struct sigaction action = { .sa_handler = on_deadly };
	size_t i;

	rescue.n = sizeof(paste_off) - 1;
	memcpy(rescue.bytes, paste_off, rescue.n);
	rescue_add("sgr0");
	rescue_add("cnorm");
	rescue_add("rmkx");
	rescue_add("rmcup");
	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		sigaction(deadly[i], &action, NULL);
	mem_set_exit_hook(rescue_terminal);
	rescue.active = 1;
}

/* Function keys as PuTTY, the Linux console and xterm send them. */
static void
teach_keys(void)
{
	static const struct {
		const char	*bytes;
		int		 code;
	} keys[] = {
		{ "\033[200~", CODE_PASTE }, { "\033[201~", CODE_PASTE_END },
		{ "\033OP", KEY_F0 + 1 }, { "\033OQ", KEY_F0 + 2 },
		{ "\033OR", KEY_F0 + 3 }, { "\033OS", KEY_F0 + 4 },
		{ "\033[11~", KEY_F0 + 1 }, { "\033[12~", KEY_F0 + 2 },
		{ "\033[13~", KEY_F0 + 3 }, { "\033[14~", KEY_F0 + 4 },
		{ "\033[15~", KEY_F0 + 5 }, { "\033[[A", KEY_F0 + 1 },
		{ "\033[[B", KEY_F0 + 2 }, { "\033[A", KEY_UP },
		{ "\033[B", KEY_DOWN }, { "\033[C", KEY_RIGHT },
		{ "\033[D", KEY_LEFT }, { "\033OA", KEY_UP },
		{ "\033OB", KEY_DOWN }, { "\033OC", KEY_RIGHT },
		{ "\033OD", KEY_LEFT }, { "\033[H", KEY_HOME },
		{ "\033[F", KEY_END }, { "\033[1~", KEY_HOME },
		{ "\033[4~", KEY_END }, { "\033[7~", KEY_HOME },
		{ "\033[8~", KEY_END }, { "\033[Z", KEY_BTAB },
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		define_key(keys[i].bytes, keys[i].code);
}

static void
set_modes(struct terminal *term)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (!term->on_file) {
		fputs(paste_on, stdout);
		fflush(stdout);
	}
}

const struct err *
term_open_file(FILE *file, const char *type, int h, int w, struct terminal **out)
{
	struct terminal *term;

	setlocale(LC_CTYPE, "C.UTF-8");
	term = xcalloc(1, sizeof(*term));
	term->on_file = true;
	term->signal_fd = -1;
	term->h = h;
	term->w = w;
	term->screen = newterm(type, file, stdin);
	if (term->screen == NULL) {
		free(term);
		return err_new(ERR_USAGE,
		    _("The terminal type %s is not known here."), type);
	}
	set_term(term->screen);
	resizeterm(h, w);
	set_modes(term);
	*out = term;
	return NULL;
}

const struct err *
term_open(struct terminal **out)
{
	const char *type = getenv("TERM");
	struct terminal *term;
	sigset_t set;
	size_t i;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_new(ERR_USAGE, _("There is no terminal here. "
		    "Give a verb, or run daicho in a terminal."));
	if (MB_CUR_MAX < 3)
		setlocale(LC_CTYPE, "C.UTF-8");
	if (getenv("ESCDELAY") == NULL)
		set_escdelay(ESCAPE_DELAY);
	tcgetattr(STDIN_FILENO, &rescue.modes);
	term = xcalloc(1, sizeof(*term));
	sigemptyset(&set);
	for (i = 0; i < sizeof(watched) / sizeof(watched[0]); i++)
		sigaddset(&set, watched[i]);
	sigprocmask(SIG_BLOCK, &set, &term->old_mask);
	term->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	term->screen = newterm(NULL, stdout, stdin);
	if (term->screen == NULL) {
		if (term->signal_fd >= 0)
			close(term->signal_fd);
		sigprocmask(SIG_SETMASK, &term->old_mask, NULL);
		free(term);
		return err_new(ERR_USAGE, _("The terminal type %s is not "
		    "known here. Set TERM to one that is, such as xterm."),
		    type != NULL ? type : "?");
	}
	set_term(term->screen);
	rescue_prepare();
	teach_keys();
	set_modes(term);
	term_size(term, &term->h, &term->w);
	*out = term;
	return NULL;
}

void
term_close(struct terminal *term)
{
	if (term == NULL)
		return;
	if (!term->on_file) {
		fputs(paste_off, stdout);
		fflush(stdout);
	}
	endwin();
	rescue.active = 0;
	mem_set_exit_hook(NULL);
	delscreen(term->screen);
	if (term->signal_fd >= 0) {
		close(term->signal_fd);
		sigprocmask(SIG_SETMASK, &term->old_mask, NULL);
	}
	free(term);
}

int
term_key_fd(const struct terminal *term)
{
	return term->on_file ? -1 : STDIN_FILENO;
}

int
term_signal_fd(const struct terminal *term)
{
	return term->signal_fd;
}

int
term_signal(struct terminal *term)
{
	struct signalfd_siginfo info;

	if (term->signal_fd < 0 ||
	    read(term->signal_fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	return (int)info.ssi_signo;
}

static const struct {
	int		code;
	uint32_t	key;
} codes[] = {
	{ KEY_UP, K_UP }, { KEY_DOWN, K_DOWN }, { KEY_LEFT, K_LEFT },
	{ KEY_RIGHT, K_RIGHT }, { KEY_HOME, K_HOME }, { KEY_END, K_END },
	{ KEY_PPAGE, K_PGUP }, { KEY_NPAGE, K_PGDN }, { KEY_ENTER, K_ENTER },
	{ KEY_BTAB, K_BACKTAB }, { KEY_BACKSPACE, K_BACKSPACE },
	{ KEY_DC, K_DELETE }, { KEY_IC, K_INSERT },
	{ KEY_FIND, K_HOME }, { KEY_SELECT, K_END },
};

static uint32_t
key_of_code(int code)
{
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].key;
	if (code > KEY_F0 && code <= KEY_F0 + 12)
		return K_F1 + (uint32_t)(code - KEY_F0 - 1);
	return 0;
}

static uint32_t
key_of_char(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case 27:
		return K_ESC;
	case 8:
	case 127:
		return K_BACKSPACE;
	default:
		return (uint32_t)c;
	}
}

/* Up to the end mark; one that never comes ends with a second of silence. */
static void
read_paste(struct buf *paste)
{
	wint_t c;
	int got;

	timeout(1000);
	while ((got = get_wch(&c)) != ERR) {
		if (got == KEY_CODE_YES) {
			if ((int)c == CODE_PASTE_END)
				break;
			continue;
		}
		if (paste->len < PASTE_LIMIT)
			utf8_put(paste, c == '\r' ? '\n' : (uint32_t)c);
	}
	nodelay(stdscr, TRUE);
}

uint32_t
term_key(struct terminal *term, struct buf *paste)
{
	wint_t c;
	int got;

	if (term->on_file)
		return 0;
	while ((got = get_wch(&c)) != ERR) {
		uint32_t key;

		if (got != KEY_CODE_YES)
			return key_of_char(c);
		if ((int)c == CODE_PASTE) {
			buf_clear(paste);
			read_paste(paste);
			return K_PASTE;
		}
		key = key_of_code((int)c);
		if (key != 0)
			return key;
	}
	return 0;
}

void
term_size(struct terminal *term, int *h, int *w)
{
	struct winsize size;

	if (!term->on_file &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_row > 0 && size.ws_col > 0) {
		term->h = size.ws_row;
		term->w = size.ws_col;
		if (LINES != term->h || COLS != term->w)
			resizeterm(term->h, term->w);
	} else if (!term->on_file) {
		term->h = LINES;
		term->w = COLS;
	}
	*h = term->h;
	*w = term->w;
}

void
term_leave(struct terminal *term)
{
	if (term->on_file)
		return;
	fputs(paste_off, stdout);
	fflush(stdout);
	endwin();
	rescue.active = 0;
}

void
term_enter(struct terminal *term)
{
	if (term->on_file)
		return;
	rescue.active = 1;
	set_modes(term);
	clearok(stdscr, TRUE);
	refresh();
}

void
term_suspend(struct terminal *term)
{
	sigset_t stop;

	if (term->on_file)
		return;
	term_leave(term);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	signal(SIGTSTP, SIG_DFL);
	kill(0, SIGTSTP);
	/* Stops here until the shell sends SIGCONT. */
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	term_enter(term);
}
