/* SPDX-License-Identifier: ISC */
/*
 * The screen as a person has it: watch DAICHO REGISTER runs the program in a
 * terminal of its own, opens the list of assets, scrolls and searches, and
 * prints the milliseconds of processor that each key costs until the screen is
 * quiet, and the largest memory of the program.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 400, LONGEST_MS = 5000, SCROLLS = 300 };

struct watch {
	int		 fd;
	clockid_t	 clock;		/* of the program */
};

static double
used_ms(const struct watch *watch)
{
	struct timespec t = { 0 };

	clock_gettime(watch->clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/*
 * Reads until nothing more comes; *first gets the processor's time at the
 * first piece drawn, where it is wanted.
 */
static bool
settle(const struct watch *watch, int quiet, double *first)
{
	struct pollfd wait = { .fd = watch->fd, .events = POLLIN };
	bool any = false;
	char room[65536];

	while (poll(&wait, 1, any ? quiet : LONGEST_MS) > 0 &&
	    read(watch->fd, room, sizeof(room)) > 0) {
		if (!any && first != NULL)
			*first = used_ms(watch);
		any = true;
	}
	return any;
}

static double
press(const struct watch *watch, const char *keys, int quiet)
{
	double before = used_ms(watch);

	if (write(watch->fd, keys, strlen(keys)) < 0)
		return 0;
	settle(watch, quiet, NULL);
	return used_ms(watch) - before;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
walk(const struct watch *watch)
{
	static const struct {
		const char	*what, *keys;
	} step[] = {
		{ "list of assets", "1" },
		{ "to the end", "G" },
		{ "to the beginning", "g" },
		{ "page down", "\033[6~" },
	};
	static double took[SCROLLS];
	double first = 0;
	size_t i;

	settle(watch, QUIET_MS, &first);
	printf("screen: Home drawn %.2f\nscreen: Home counted %.2f\n", first,
	    used_ms(watch));
	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++)
		printf("screen: %s %.2f\n", step[i].what,
		    press(watch, step[i].keys, QUIET_MS));
	for (i = 0; i < SCROLLS; i++)
		took[i] = press(watch, i % 3 == 2 ? "\033[6~" : "j", 20);
	qsort(took, SCROLLS, sizeof(took[0]), compare);
	printf("screen: scroll, median %.2f\nscreen: scroll, p99 %.2f\n",
	    took[SCROLLS / 2], took[SCROLLS * 99 / 100]);
	press(watch, "F", QUIET_MS);
	printf("screen: search as typed %.2f\n",
	    press(watch, "操作", QUIET_MS));
	press(watch, "\033", QUIET_MS);
}

int
main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 40, .ws_col = 132 };
	struct watch watch;
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc != 3)
		return 2;
	pid = forkpty(&watch.fd, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execl(argv[1], argv[1], "--lang", "en", "-r", argv[2],
		    (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || clock_getcpuclockid(pid, &watch.clock) != 0)
		return 1;
	walk(&watch);
	kill(pid, SIGTERM);
	while (settle(&watch, QUIET_MS, NULL))
		;
	if (wait4(pid, &status, 0, &usage) < 0)
		return 1;
	printf("screen: largest memory, MiB %.1f\n",
	    (double)usage.ru_maxrss / 1024);
	return 0;
}
