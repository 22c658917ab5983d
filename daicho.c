/* SPDX-License-Identifier: ISC */
/*
 * main: the session, the worker process, then a verb or the screen.
 */
#include <getopt.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/path.h"
#include "base/worker.h"
#include "model/discovery/importer.h"
#include "model/register.h"
#include "render/layout.h"
#include "tui/app.h"
#include "verb/verb.h"

struct start {
	const char	*path;		/* -r */
	const char	*lang;
	bool		 help, version;
	struct buf	 default_path;
};

enum { OPT_READ_ONLY = 1000, OPT_LANG, OPT_ASCII, OPT_PLAIN, OPT_HELP,
	OPT_VERSION };

static const struct option long_options[] = {
	{ "register", required_argument, NULL, 'r' },
	{ "read-only", no_argument, NULL, OPT_READ_ONLY },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "ascii", no_argument, NULL, OPT_ASCII },
	{ "plain", no_argument, NULL, OPT_PLAIN },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* The options before the verb; the index of the verb, or -1. */
static int
read_options(int argc, char **argv, struct session *session,
    struct start *start)
{
	int c;

	while ((c = getopt_long(argc, argv, "+r:", long_options, NULL)) != -1) {
		switch (c) {
		case 'r':
			start->path = optarg;
			break;
		case OPT_READ_ONLY:
			session->read_only = true;
			break;
		case OPT_LANG:
			start->lang = optarg;
			break;
		case OPT_ASCII:
			session->ascii = true;
			break;
		case OPT_PLAIN:
			session->plain = true;
			break;
		case OPT_HELP:
			start->help = true;
			break;
		case OPT_VERSION:
			start->version = true;
			break;
		default:
			return -1;
		}
	}
	return optind;
}

/* Messages in the language asked for, characters in UTF-8 in any case. */
static void
set_language(struct session *session, const char *lang)
{
	struct buf dir = { 0 };
	const char *messages;

	if (setlocale(LC_ALL, "") == NULL ||
	    strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
		setlocale(LC_ALL, "C.UTF-8");
	messages = setlocale(LC_MESSAGES, NULL);
	if (lang == NULL)
		lang = getenv("LANGUAGE");
	if (lang == NULL || *lang == '\0')
		lang = messages;
	session->lang = strncmp(lang, "ja", 2) == 0 ? LANG_JA : LANG_EN;
	/* gettext heeds LANGUAGE in every locale but "C". */
	setenv("LANGUAGE", session->lang == LANG_JA ? "ja" : "en", 1);
	path_beside(&dir, "po", DAICHO_LOCALEDIR);
	bindtextdomain("daicho", buf_str(&dir));
	bind_textdomain_codeset("daicho", "UTF-8");
	textdomain("daicho");
	buf_release(&dir);
}

static void
choose_path(struct session *session, struct start *start)
{
	const char *path = start->path;

	if (path == NULL)
		path = getenv("DAICHO_REGISTER");
	if (path == NULL || *path == '\0') {
		path_data(&start->default_path, "register.daicho");
		path = buf_str(&start->default_path);
	}
	session->path = path;
}

static int
terminal_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

static bool
show_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
	(void)ctx;
	if (total > 0)
		fprintf(stderr, "\r%s %d %%\033[K", what,
		    (int)(done * 100 / total));
	else
		fprintf(stderr, "\r%s %lld\033[K", what, (long long)done);
	return true;
}

static int
fail(const struct err *err)
{
	fprintf(stderr, "daicho: %s\n", err->msg);
	return err_exit_status(err);
}

static int
run_screen(struct session *session)
{
	struct buf home = { 0 };
	const struct err *err;

	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !session->plain)
		return app_run(session);
	err = home_plain(session, &home);
	if (err == NULL)
		fputs(buf_str(&home), stdout);
	buf_release(&home);
	return err == NULL ? 0 : fail(err);
}

static int
run_verb(struct session *session, int argc, char **argv)
{
	struct buf out = { 0 }, message = { 0 };
	struct verb_call call = {
		.session = session, .arena = arena_new(), .out = &out,
		.message = &message, .columns = terminal_columns(),
		.terminal = isatty(STDOUT_FILENO),
	};
	int status;

	if (isatty(STDERR_FILENO))
		session->progress.step = show_progress;
	status = verb_run(&call, argc, argv);
	if (session->progress.step != NULL)
		fputs("\r\033[K", stderr);
	session->progress.step = NULL;
	if (fwrite(buf_str(&out), 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0) {
		perror("daicho");
		status = 5;
	}
	fputs(buf_str(&message), stderr);
	buf_release(&out);
	buf_release(&message);
	arena_free(call.arena);
	if (call.open_screen && status <= 1)
		status = run_screen(session);
	return status;
}

static int
run(struct session *session, int argc, char **argv)
{
	const struct verb *verb = argc > 0 ? verb_find(argv[0]) : NULL;
	const struct err *err;

	/* An unknown verb is told before a missing register is. */
	if (argc == 0 || (verb != NULL && !(verb->flags & VERB_NO_REGISTER))) {
		err = register_open(session, session->path);
		if (err != NULL)
			return fail(err);
	}
	return argc == 0 ? run_screen(session) : run_verb(session, argc, argv);
}

int
main(int argc, char **argv)
{
	const struct worker_job jobs[] = { importer_job, layout_job, { 0 } };
	const struct rlimit no_core = { 0, 0 };
	struct session session;
	struct start start = { 0 };
	const struct err *err;
	int first, status;

	setrlimit(RLIMIT_CORE, &no_core);	/* it would hold the register */
	session_init(&session);
	first = read_options(argc, argv, &session, &start);
	set_language(&session, start.lang);
	if (first < 0)
		return 2;
	if (start.version) {
		puts("daicho " PACKAGE_VERSION);
		return 0;
	}
	err = worker_start(jobs, &session.worker);
	if (err != NULL)
		return fail(err);
	choose_path(&session, &start);
	if (start.help)
		status = run_verb(&session, 1, (char *[]){
		    (char *)(uintptr_t)"help", NULL });
	else
		status = run(&session, argc - first, argv + first);
	register_close(&session);
	worker_stop(session.worker);
	session_release(&session);
	buf_release(&start.default_path);
	return status;
}
