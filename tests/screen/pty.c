/* SPDX-License-Identifier: ISC */
/*
 * Drives the real program in a terminal of its own (a pty read by libvterm):
 * start, edit, resize, paste, quit, a broken connection, a crash.  It waits on
 * what is shown, never on time.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <utmp.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/path.h"

enum { PATIENCE_MS = 20000, CELLS_MAX = 64 * 1024 };

struct pty {
	const char	*program, *demo, *reg;
	int		 fd;
	pid_t		 pid;
	int		 h, w;
	VTerm		*vt;
	VTermScreen	*screen;
	struct buf	 bytes;		/* all that the program wrote */
	int		 n, failed;
	struct termios	 before;
};

static void
result(struct pty *pty, bool ok, const char *what)
{
	pty->n++;
	pty->failed += !ok;
	printf("%s %d - %s\n", ok ? "ok" : "not ok", pty->n, what);
	fflush(stdout);
}

/* --- the terminal -------------------------------------------------------------- */

static void
screen_text(struct pty *pty, struct buf *out)
{
	char *text = calloc(1, CELLS_MAX);
	int y;

	for (y = 0; y < pty->h; y++) {
		VTermRect row = { y, y + 1, 0, pty->w };
		size_t n = vterm_screen_get_text(pty->screen, text,
		    CELLS_MAX - 1, row);

		buf_addn(out, text, n);
		buf_addc(out, '\n');
	}
	free(text);
}

/* Feeds what has come to the terminal; false at the end of the program. */
static bool
feed(struct pty *pty, int wait_ms)
{
	struct pollfd fd = { pty->fd, POLLIN, 0 };
	char bytes[4096];
	ssize_t n;

	if (poll(&fd, 1, wait_ms) <= 0)
		return true;
	n = read(pty->fd, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	buf_addn(&pty->bytes, bytes, (size_t)n);
	vterm_input_write(pty->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(pty->screen);
	return true;
}

/* Until the text is, or is no longer, on the screen. */
static bool
wait_text(struct pty *pty, const char *text, bool wanted)
{
	int64_t until = clock_monotonic() + PATIENCE_MS;
	struct buf shown = { 0 };
	bool alive = true, seen;

	for (;;) {
		buf_clear(&shown);
		screen_text(pty, &shown);
		seen = strstr(buf_str(&shown), text) != NULL;
		if (seen == wanted || !alive || clock_monotonic() > until)
			break;
		alive = feed(pty, 100);
	}
	if (seen != wanted)
		printf("# %s\n%s", text, buf_str(&shown));
	buf_release(&shown);
	return seen == wanted;
}

static void
want(struct pty *pty, const char *text)
{
	struct buf what = { 0 };

	buf_printf(&what, "shows \"%s\"", text);
	result(pty, wait_text(pty, text, true), what.s);
	buf_release(&what);
}

static void
type(struct pty *pty, const char *keys)
{
	size_t n = strlen(keys);

	while (n > 0) {
		ssize_t done = write(pty->fd, keys, n);

		if (done <= 0)
			return;
		keys += done;
		n -= (size_t)done;
		feed(pty, 0);
	}
}

static void
resize(struct pty *pty, int w, int h)
{
	struct winsize size = { .ws_row = (unsigned short)h,
	    .ws_col = (unsigned short)w };

	pty->h = h;
	pty->w = w;
	vterm_set_size(pty->vt, h, w);
	ioctl(pty->fd, TIOCSWINSZ, &size);
}

static void
start(struct pty *pty, const char *term)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int slave;

	pty->h = 24;
	pty->w = 80;
	buf_clear(&pty->bytes);
	pty->vt = vterm_new(24, 80);
	vterm_set_utf8(pty->vt, 1);
	pty->screen = vterm_obtain_screen(pty->vt);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_reset(pty->screen, 1);
	/* The test keeps the other end open to look at its modes later. */
	if (openpty(&pty->fd, &slave, NULL, NULL, &size) != 0)
		exit(99);
	tcgetattr(slave, &pty->before);
	fcntl(pty->fd, F_SETFD, FD_CLOEXEC);
	pty->pid = fork();
	if (pty->pid == 0) {
		if (login_tty(slave) != 0)
			_exit(99);
		setenv("TERM", term, 1);
		unsetenv("COLORFGBG");
		execl(pty->program, pty->program, "--lang", "en", "-r",
		    pty->reg, (char *)NULL);
		_exit(99);
	}
	close(slave);
}

/* Waits for the end; the wait status. */
static int
finish(struct pty *pty)
{
	int64_t until = clock_monotonic() + PATIENCE_MS;
	int status = -1;

	while (waitpid(pty->pid, &status, WNOHANG) == 0) {
		feed(pty, 20);
		if (clock_monotonic() > until) {
			kill(pty->pid, SIGKILL);
			until += PATIENCE_MS;
		}
	}
	while (feed(pty, 0)) {
		struct pollfd fd = { pty->fd, POLLIN, 0 };

		if (poll(&fd, 1, 0) <= 0)
			break;
	}
	return status;
}

static bool
modes_are_back(struct pty *pty)
{
	struct termios now;

	return tcgetattr(pty->fd, &now) == 0 &&
	    (now.c_lflag & (ICANON | ECHO | ISIG)) ==
	    (pty->before.c_lflag & (ICANON | ECHO | ISIG));
}

/* True when what was written ends by leaving the alternate screen. */
static bool
screen_is_back(struct pty *pty)
{
	const char *s = buf_str(&pty->bytes), *in = NULL, *out = NULL, *at;

	for (at = s; (at = strstr(at, "\033[?1049h")) != NULL; at++)
		in = at;
	for (at = s; (at = strstr(at, "\033[?1049l")) != NULL; at++)
		out = at;
	return in != NULL && out != NULL && out > in;
}

static void
stop(struct pty *pty)
{
	close(pty->fd);
	vterm_free(pty->vt);
}

/* --- what must be true ------------------------------------------------------------- */

static void
edits_and_quits(struct pty *pty)
{
	int status;

	start(pty, "xterm-256color");
	want(pty, "Unapproved devices");
	want(pty, "2 of 13 zones are not seen.");
	type(pty, "1");
	want(pty, "1–20 / 220");
	type(pty, "/NW-019\r");
	want(pty, "> NW-019");
	type(pty, "e");
	want(pty, "Edit");
	type(pty, "\033[B\r");		/* down, into the name */
	want(pty, "leave the field");
	type(pty, "\025" "LTE router, pumps\r");
	want(pty, "UNSAVED");
	resize(pty, 132, 40);
	want(pty, "~ changes 1");
	type(pty, "\033OQ");		/* F2 as xterm sends it */
	want(pty, "Saved. u takes it back.");
	want(pty, "LTE router, pumps");
	resize(pty, 40, 10);
	want(pty, "› Assets");
	resize(pty, 30, 8);
	want(pty, "Make it 40×10 or larger");
	resize(pty, 80, 24);
	want(pty, "> NW-019");
	type(pty, "u");
	want(pty, "Take all of this back?");
	type(pty, "y");
	want(pty, "Records taken back: 1.");
	type(pty, "q");
	want(pty, "Go to");
	type(pty, "\033[200~qqq\r\033[201~");
	want(pty, "Pasted text goes into fields only");
	type(pty, "q");
	status = finish(pty);
	result(pty, WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "ends with status 0");
	result(pty, screen_is_back(pty), "leaves its screen");
	result(pty, modes_are_back(pty), "gives the modes back");
	stop(pty);
}

static void
a_crash_leaves_the_terminal_usable(struct pty *pty)
{
	int status;

	start(pty, "xterm-256color");
	want(pty, "Unapproved devices");
	kill(pty->pid, SIGSEGV);
	status = finish(pty);
	result(pty, WIFSIGNALED(status) || WIFEXITED(status),
	    "dies of the signal");
	result(pty, screen_is_back(pty), "a crash leaves its screen");
	result(pty, modes_are_back(pty), "a crash gives the modes back");
	stop(pty);
}

static void
a_draft_outlives_the_connection(struct pty *pty)
{
	start(pty, "xterm");
	want(pty, "Unapproved devices");
	type(pty, "1/NW-019\re");
	want(pty, "Edit");
	type(pty, "\033[B\r" "\025" "half a name");
	want(pty, "half a name");
	kill(pty->pid, SIGHUP);
	finish(pty);
	stop(pty);
	start(pty, "xterm");
	want(pty, "Unapproved devices");
	type(pty, "1/NW-019\re");
	want(pty, "Take it up again?");
	type(pty, "y");
	want(pty, "half a name");
	type(pty, "\033");
	want(pty, "changes are not saved");
	type(pty, "d");
	result(pty, wait_text(pty, "Edit", false), "the draft is dropped");
	type(pty, "qq");
	finish(pty);
	stop(pty);
}

static void
runs_on_other_terminals(struct pty *pty)
{
	static const char *const terms[] = { "screen-256color", "linux",
	    "vt100", "xterm-mono" };
	size_t i;

	for (i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		start(pty, terms[i]);
		want(pty, "Unapproved devices");
		type(pty, "2");
		want(pty, "Discovery");
		type(pty, "qq");
		result(pty, finish(pty) == 0, terms[i]);
		stop(pty);
	}
}

static void
make_demo(struct pty *pty)
{
	pid_t pid = fork();
	int status = -1, null;

	if (pid == 0) {
		null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execl(pty->program, pty->program, "demo", "--lang", "en",
		    pty->demo, (char *)NULL);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		printf("Bail out! daicho demo: status %d\n", status);
		exit(1);
	}
}

static void
remove_tree(const char *path)
{
	pid_t pid = fork();

	if (pid == 0) {
		execlp("rm", "rm", "-rf", "--", path, (char *)NULL);
		_exit(99);
	}
	waitpid(pid, NULL, 0);
}

int
main(void)
{
	static char tmp[] = "/tmp/daicho-pty-XXXXXX";
	const char *build = getenv("top_builddir");
	const char *src = getenv("top_srcdir");
	struct buf program = { 0 }, demo = { 0 }, reg = { 0 }, share = { 0 };
	struct pty pty = { 0 };

	if (mkdtemp(tmp) == NULL)
		return 99;
	buf_printf(&program, "%s/daicho", build != NULL ? build : ".");
	buf_printf(&share, "%s/share", src != NULL ? src : ".");
	buf_printf(&demo, "%s/demo", tmp);
	buf_printf(&reg, "%s/kirigahama.daicho", demo.s);
	setenv("DAICHO_SHARE", share.s, 1);
	setenv("XDG_STATE_HOME", tmp, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	pty.program = program.s;
	pty.demo = demo.s;
	pty.reg = reg.s;
	make_demo(&pty);
	edits_and_quits(&pty);
	a_crash_leaves_the_terminal_usable(&pty);
	a_draft_outlives_the_connection(&pty);
	runs_on_other_terminals(&pty);
	printf("1..%d\n", pty.n);
	remove_tree(tmp);
	buf_release(&program);
	buf_release(&demo);
	buf_release(&reg);
	buf_release(&share);
	buf_release(&pty.bytes);
	return pty.failed > 0;
}
