/* SPDX-License-Identifier: ISC */
/*
 * main: the session, the worker process, then a verb or the screen.
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/identity.h"
#include "base/path.h"
#include "base/sandbox.h"
#include "base/utf8.h"
#include "base/worker.h"
#include "model/asof.h"
#include "model/discovery/importer.h"
#include "model/exchange/xlsx_read.h"
#include "model/register.h"
#include "model/store/files.h"
#include "render/layout.h"
#include "tui/app.h"
#include "verb/verb.h"

/*
 * A closed standard stream would give its number to the register.  Nothing
 * can be written to what takes its place, so that lost results are noticed.
 */
static void
fill_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/*
 * The locale that the environment wishes for, whether or not the system has
 * it: what a small host lacks is no reason for another language.
 */
static const char *
wished_language(void)
{
	static const char *const names[] = {
		"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "en";
}

/*
 * Messages in the language asked for, characters in UTF-8 in any case, and
 * numbers as files of diagrams want them.
 */
static void
set_language(struct session *session, const char *lang)
{
	struct buf dir = { 0 };

	if (setlocale(LC_ALL, "") == NULL)
		setlocale(LC_ALL, "C.UTF-8");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
	/* gettext heeds LANGUAGE in every locale but "C". */
	if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
		setlocale(LC_MESSAGES, "C.UTF-8");
	if (lang == NULL)
		lang = wished_language();
	session->lang = strncmp(lang, "ja", 2) == 0 ? LANG_JA : LANG_EN;
	setenv("LANGUAGE", session->lang == LANG_JA ? "ja" : "en", 1);
	path_beside(&dir, "po", DAICHO_LOCALEDIR);
	bindtextdomain("daicho", buf_str(&dir));
	bind_textdomain_codeset("daicho", "UTF-8");
	textdomain("daicho");
	buf_release(&dir);
}

static const struct err *
choose_language(struct session *session, const char *lang)
{
	if (lang == NULL)
		return NULL;
	if (strcmp(lang, "ja") != 0 && strcmp(lang, "en") != 0)
		return err_new(ERR_USAGE, _("--lang takes ja or en."));
	set_language(session, lang);
	return NULL;
}

/* What the global options ask of the session. */
static const struct err *
apply_globals(struct session *session, const char *const *global,
    struct buf *default_path)
{
	const char *path = global[GLOBAL_REGISTER];

	session->read_only = global[GLOBAL_READ_ONLY] != NULL;
	session->ascii = global[GLOBAL_ASCII] != NULL;
	session->plain = global[GLOBAL_PLAIN] != NULL;
	if (path != NULL && *path == '\0')
		return err_new(ERR_USAGE, _("-r needs the name of a file."));
	if (path == NULL)
		path = getenv("DAICHO_REGISTER");
	if (path == NULL || *path == '\0') {
		path_data(default_path, "register.daicho");
		path = buf_str(default_path);
	}
	session->path = path;
	return choose_language(session, global[GLOBAL_LANG]);
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

enum { PROGRESS_MS = 100 };

/* The line of progress on a terminal. */
struct progress_line {
	int64_t		 next;		/* when it is due again */
	bool		 shown;
};

static bool
show_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct progress_line *line = ctx;
	int64_t now = clock_monotonic();

	if (now < line->next)
		return true;
	line->next = now + PROGRESS_MS;
	line->shown = true;
	if (total > 0)
		fprintf(stderr, "\r%s %d %%\033[K", what,
		    (int)(done * 100 / total));
	else
		fprintf(stderr, "\r%s %lld\033[K", what, (long long)done);
	return true;
}

static void
show_waiting(void *ctx, const char *holder)
{
	struct progress_line *line = ctx;

	line->shown = true;
	fputs("\r", stderr);
	if (*holder == '\0')
		fputs(_("Waiting: somebody else is saving."), stderr);
	else
		fprintf(stderr, _("Waiting for %s (user and process), who is "
		    "saving."), holder);
	fputs("\033[K", stderr);
}

static bool
write_all(const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stdout) == n && fflush(stdout) == 0;
}

/*
 * Results.  Files get them as they are; on a terminal nothing in them can act,
 * not even a table or a picture for programs.  A reader who has gone away
 * (head) is no failure.
 */
static bool
print(const struct buf *out)
{
	struct buf safe = { 0 };
	bool good;

	if (out->len == 0)
		return true;
	if (isatty(STDOUT_FILENO)) {
		utf8_safe(&safe, out->s, out->len,
		    UTF8_KEEP_NEWLINE | UTF8_KEEP_TABLE);
		good = write_all(safe.s, safe.len);
		buf_release(&safe);
	} else {
		good = write_all(out->s, out->len);
	}
	if (good)
		return true;
	if (errno == EPIPE)
		return true;
	fprintf(stderr, _("The results could not be written: %s. Write them "
	    "to another place.\n"), strerror(errno));
	return false;
}

/* Sentences; names of files and records in them are data. */
static void
tell(const struct buf *message)
{
	struct buf safe = { 0 };

	utf8_safe(&safe, buf_str(message), message->len, UTF8_KEEP_NEWLINE);
	fputs(buf_str(&safe), stderr);
	buf_release(&safe);
}

static int
run_screen(struct session *session, struct buf *message)
{
	struct buf home = { 0 };
	const struct err *err;
	int status = 0;

	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !session->plain)
		return app_run(session);
	err = home_plain(session, &home);
	if (err != NULL) {
		buf_printf(message, "%s\n", err->msg);
		status = err_exit_status(err);
	} else if (!print(&home)) {
		status = 5;
	}
	buf_release(&home);
	return status;
}

static int
run_verb(struct verb_call *call, const struct err *err)
{
	struct session *session = call->session;
	struct progress_line line = { clock_monotonic() + PROGRESS_MS, false };
	int status;

	if (isatty(STDERR_FILENO)) {
		session->progress = (struct progress){ show_progress, &line };
		session->waiting = (struct waiting){ show_waiting, &line };
	}
	status = verb_finish(call, err);
	if (line.shown)
		fputs("\r\033[K", stderr);
	session->progress = (struct progress){ NULL, NULL };
	session->waiting = (struct waiting){ NULL, NULL };
	if (!print(call->out))
		status = 5;
	tell(call->message);
	buf_clear(call->message);
	if (call->open_screen && status <= 1)
		status = run_screen(session, call->message);
	return status;
}

/* Some verbs do without, but say more where there is one. */
static bool
wants_register(const struct verb_call *call)
{
	return call->verb == NULL || verb_needs_register(call) ||
	    (!call->help && (call->verb->flags & VERB_SOME_REGISTER) != 0 &&
	    path_exists(call->session->path));
}

/* What is refused to people before a service account, the kernel refuses. */
static void
confine(const struct session *session)
{
	struct buf folder = { 0 };
	char *path;

	if (!session_is_restricted(session))
		return;
	path = files_real(register_path(session));
	buf_addn(&folder, path, (size_t)(path_base(path) - path));
	sandbox_confine(session->read_only ||
	    register_actor(session)->right == RIGHT_VIEW ? NULL :
	    buf_str(&folder));
	buf_release(&folder);
	free(path);
}

/* Reads the arguments, then runs the verb or opens the screen. */
static int
run(struct verb_call *call, int argc, char **argv, struct buf *path)
{
	struct session *session = call->session;
	const struct err *err;
	int first = 0;

	err = verb_read_globals(call, argc, argv, &first);
	if (err == NULL)
		err = choose_language(session, call->global[GLOBAL_LANG]);
	if (err == NULL && first < argc && !call->help)
		err = verb_read(call, argc - first, argv + first);
	if (err == NULL)
		err = apply_globals(session, call->global, path);
	if (err == NULL && call->global[GLOBAL_VERSION] != NULL) {
		buf_add(call->out, "daicho " PACKAGE_VERSION "\n");
		return print(call->out) ? 0 : 5;
	}
	if (err == NULL && call->verb == NULL && call->help) {
		call->help = false;
		err = verb_read(call, 1, (char *[]){
		    (char *)(uintptr_t)"help", NULL });
	}
	if (err == NULL)
		err = verb_check_as_of(call);
	if (err == NULL && wants_register(call)) {
		err = register_open(session, session->path);
		if (err == NULL)
			err = register_show(session,
			    call->global[GLOBAL_AS_OF]);
		if (err == NULL)
			confine(session);
	}
	if (err != NULL || call->verb != NULL)
		return run_verb(call, err);
	return run_screen(session, call->message);
}

int
main(int argc, char **argv)
{
	const struct worker_job jobs[] = { importer_job, xlsx_job, layout_job,
		{ 0 } };
	const struct rlimit no_core = { 0, 0 };
	const char *global[GLOBAL_COUNT] = { NULL };
	struct buf out = { 0 }, message = { 0 }, default_path = { 0 };
	struct session session;
	struct verb_call call = {
		.session = &session, .out = &out, .message = &message,
		.global = global,
	};
	const struct err *err;
	int status;

	fill_streams();
	/* Whoever calls through sudo must not steer the other account. */
	session_init(&session);
	if (session_is_restricted(&session))
		identity_forget_environment();
	signal(SIGXFSZ, SIG_IGN);	/* a full file is an error, not a death */
	setrlimit(RLIMIT_CORE, &no_core);	/* it would hold the register */
	set_language(&session, NULL);
	call.arena = arena_new();
	call.columns = terminal_columns();
	call.terminal = isatty(STDOUT_FILENO);
	err = worker_start(jobs, &session.worker);
	status = err != NULL ? verb_finish(&call, err) :
	    run(&call, argc, argv, &default_path);
	tell(&message);
	register_close(&session);
	worker_stop(session.worker);
	session_release(&session);
	arena_free(call.arena);
	buf_release(&default_path);
	buf_release(&message);
	buf_release(&out);
	return status;
}
