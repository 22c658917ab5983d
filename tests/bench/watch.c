/* SPDX-License-Identifier: ISC */
/*
 * The screen as a person has it: watch DAICHO REGISTER runs the program in a
 * terminal of its own, opens the list of assets, scrolls, sorts and searches,
 * and prints the milliseconds from each key to the last byte drawn, and the
 * largest memory of the program.
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

enum { QUIET_MS = 60, LONGEST_MS = 20000, SCROLLS = 300 };

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Reads until nothing more comes; the ms to the last byte. */
static double
settle(int fd, int quiet)
{
	double start = now_ms(), last = start;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	bool any = false;
	char room[65536];

	while (now_ms() - start < LONGEST_MS) {
		if (poll(&wait, 1, any ? quiet : LONGEST_MS) <= 0 ||
		    read(fd, room, sizeof(room)) <= 0)
			break;
		any = true;
		last = now_ms();
	}
	return last - start;
}

static double
press(int fd, const char *keys, int quiet)
{
	if (write(fd, keys, strlen(keys)) < 0)
		return 0;
	return settle(fd, quiet);
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
watch(int fd)
{
	static const struct {
		const char	*what, *keys;
	} step[] = {
		{ "screen: list of assets", "1" },
		{ "screen: to the end", "G" },
		{ "screen: to the beginning", "g" },
		{ "screen: page down", "\033[6~" },
	};
	static double took[SCROLLS];
	size_t i;

	printf("screen: Home %.2f\n", settle(fd, 5 * QUIET_MS));
	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++)
		printf("%s %.2f\n", step[i].what,
		    press(fd, step[i].keys, 3 * QUIET_MS));
	for (i = 0; i < SCROLLS; i++)
		took[i] = press(fd, i % 3 == 2 ? "\033[6~" : "j", 12);
	qsort(took, SCROLLS, sizeof(took[0]), compare);
	printf("screen: scroll, median %.2f\nscreen: scroll, p99 %.2f\n",
	    took[SCROLLS / 2], took[SCROLLS * 99 / 100]);
	press(fd, "/", QUIET_MS);
	press(fd, "操作\r", 3 * QUIET_MS);
	press(fd, "F", QUIET_MS);
	press(fd, "操作", 10 * QUIET_MS);
	press(fd, "\033", QUIET_MS);
}

int
main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 40, .ws_col = 132 };
	struct rusage usage;
	int fd, status;
	pid_t pid;

	if (argc != 3)
		return 2;
	pid = forkpty(&fd, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execl(argv[1], argv[1], "--lang", "en", "-r", argv[2],
		    (char *)NULL);
		_exit(127);
	}
	if (pid < 0)
		return 1;
	watch(fd);
	kill(pid, SIGTERM);
	while (settle(fd, QUIET_MS) > 0)
		;
	if (wait4(pid, &status, 0, &usage) < 0)
		return 1;
	printf("screen: largest memory, MiB %.1f\n",
	    (double)usage.ru_maxrss / 1024);
	return 0;
}
