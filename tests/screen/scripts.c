/* SPDX-License-Identifier: ISC */
/*
 * Runs the scripts of this folder on the demo register and compares what the
 * screen shows.  A script is lines of
 *
 *   @80x24 @ja @ro @ascii @empty   size, language, how the register is opened
 *   keys "text" Enter Ctrl-X       what is typed; $demo is the demo's folder
 *   want "text"  lack "text"       what must, must not be seen
 *   size 132x40                    the terminal is resized
 *   random 3000 7                  so many keys by chance, from a seed
 *   verb set asset PC-031 user=x   somebody else runs a verb meanwhile
 *   follow                         and the screen sees it while nobody types
 *   dump name                      the whole screen is as expected/name.txt:
 *                                  text, roles by letter, cursor
 *
 * With SCREEN_UPDATE set, the expected files are written instead.  The clock
 * stands at 2026-05-18 09:12 in Japan; everything is drawn through curses on
 * /dev/null as well.
 */
#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "model/register.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "tui/term.h"
#include "verb/verb.h"

enum { LIMIT = 1 << 20, WORDS = 64 };

/* 2026-05-18 09:12 in Japan. */
static const int64_t stands_at = INT64_C(1779063120000);

struct run {
	const char	*dir;		/* of the scripts */
	const char	*tmp;		/* of the registers */
	const char	*name;		/* of the script */
	int		 line, n, failed;
	int		 h, w;
	enum lang	 lang;
	bool		 read_only, ascii, empty;
	const char	*role;		/* in a team; NULL: a personal one */
	struct session	 session;
	struct screen	*screen;
	struct terminal	*term;
	struct app	*app;
	FILE		*null;
};

static int64_t
stopped(void *ctx)
{
	(void)ctx;
	return stands_at;
}

static void
result(struct run *run, bool ok, const char *what, const char *detail)
{
	run->n++;
	run->failed += !ok;
	printf("%s %d - %s:%d %s\n", ok ? "ok" : "not ok", run->n, run->name,
	    run->line, what);
	if (!ok)
		while (*detail != '\0') {
			size_t n = strcspn(detail, "\n");

			printf("# %.*s\n", (int)n, detail);
			detail += n + (detail[n] == '\n');
		}
	fflush(stdout);
}

static void
die(struct run *run, const struct err *err)
{
	if (err == NULL)
		return;
	printf("Bail out! %s:%d: %s\n", run->name, run->line, err->msg);
	exit(1);
}

/* --- the register ------------------------------------------------------------ */

static void
set_language(enum lang lang)
{
	const char *build = getenv("top_builddir");
	struct buf dir = { 0 };

	setenv("LANGUAGE", lang == LANG_JA ? "ja" : "en", 1);
	buf_printf(&dir, "%s/po", build != NULL ? build : ".");
	bindtextdomain("daicho", dir.s);
	bind_textdomain_codeset("daicho", "UTF-8");
	textdomain("daicho");
	buf_release(&dir);
}

static void
start_session(struct session *session, enum lang lang)
{
	session_init(session);
	session->clock = (struct clock){ stopped, NULL };
	free((char *)(uintptr_t)session->user);
	session->user = xstrdup("kawase");
	session->lang = lang;
}

static void
copy_file(struct run *run, const char *from, const char *to)
{
	struct buf bytes = { 0 };

	die(run, path_read(from, 256 << 20, &bytes));
	die(run, path_write(to, bytes.s, bytes.len, 0600));
	buf_release(&bytes);
}

static const char *
demo_name(enum lang lang)
{
	return lang == LANG_JA ? "demo-ja" : "demo-en";
}

static void
make_demo(struct run *run, enum lang lang)
{
	struct buf dir = { 0 }, out = { 0 }, message = { 0 };
	struct session session;
	struct verb_call call = { .session = &session, .out = &out,
	    .message = &message };
	char verb[] = "demo", option[] = "--date=2026-05-18";
	char *argv[] = { verb, option, NULL, NULL };
	int status;

	set_language(lang);
	start_session(&session, lang);
	buf_printf(&dir, "%s/%s", run->tmp, demo_name(lang));
	argv[2] = dir.s;
	call.arena = arena_new();
	status = verb_run(&call, 3, argv);
	if (status > 1) {
		printf("Bail out! demo: %s\n", buf_str(&message));
		exit(1);
	}
	register_close(&session);
	session_release(&session);
	arena_free(call.arena);
	buf_release(&dir);
	buf_release(&out);
	buf_release(&message);
}

/* The register becomes a team's, in which the person has the script's role. */
static void
make_team(struct run *run, const char *path)
{
	struct session session;
	struct buf before = { 0 };
	struct changes *changes;
	struct record *record;

	start_session(&session, run->lang);
	free((char *)(uintptr_t)session.user);
	session.user = xstrdup("saotome");
	die(run, register_open(&session, path));
	changes = changes_new(&session, "settings");
	die(run, register_set_mode(&session, changes, "team"));
	record = record_new(changes_arena(changes), ENTITY_role);
	record_set_text(record, F_role_account, "kawase");
	record_set_text(record, F_role_role, run->role);
	changes_put(changes, record);
	die(run, register_commit(&session, changes, NULL, NULL));
	changes_free(changes);
	register_close(&session);
	session_release(&session);
	buf_printf(&before, "%s/before.daicho", run->tmp);
	copy_file(run, path, before.s);
	buf_release(&before);
}

static void
begin(struct run *run)
{
	struct buf from = { 0 }, path = { 0 };

	if (run->app != NULL)
		return;
	set_language(run->lang);
	start_session(&run->session, run->lang);
	run->session.ascii = run->ascii;
	buf_printf(&path, "%s/register.daicho", run->tmp);
	unlink(path.s);
	if (run->empty) {
		die(run, register_create(&run->session, path.s, "municipal",
		    "personal", run->lang == LANG_JA ? "新しい台帳" :
		    "New register"));
	} else {
		buf_printf(&from, "%s/%s/kirigahama.daicho", run->tmp,
		    demo_name(run->lang));
		copy_file(run, from.s, path.s);
		if (run->role != NULL)
			make_team(run, path.s);
		run->session.read_only = run->read_only;
		die(run, register_open(&run->session, path.s));
	}
	run->null = fopen("/dev/null", "w");
	die(run, term_open_file(run->null, "xterm-256color", run->h, run->w,
	    &run->term));
	run->screen = screen_new(run->h, run->w);
	screen_start(run->screen);
	die(run, app_new(&run->session, run->screen, run->term, &run->app));
	buf_release(&from);
	buf_release(&path);
}

static void
finish(struct run *run)
{
	if (run->app == NULL)
		return;
	app_free(run->app);
	screen_free(run->screen);
	term_close(run->term);
	fclose(run->null);
	register_close(&run->session);
	session_release(&run->session);
	run->app = NULL;
}

/* Draws until nothing is left to be worked out. */
static void
settle(struct run *run)
{
	begin(run);
	app_draw(run->app);
	while (!app_is_done(run->app) && app_tick(run->app))
		;
	app_draw(run->app);
}

/* --- the script ----------------------------------------------------------------- */

struct word {
	char	*text;
	bool	 quoted;
};

static int
split(char *line, struct word *word)
{
	int n = 0;

	while (*line != '\0' && n < WORDS) {
		line += strspn(line, " ");
		if (*line == '\0')
			break;
		word[n].quoted = *line == '"';
		line += word[n].quoted;
		word[n].text = line;
		line += strcspn(line, word[n].quoted ? "\"" : " ");
		if (*line != '\0')
			*line++ = '\0';
		n++;
	}
	return n;
}

/* The text with the folder of the demo in place of $demo. */
static void
expand(struct run *run, const char *text, struct buf *out)
{
	const char *name = strstr(text, "$demo");

	if (name == NULL) {
		buf_add(out, text);
		return;
	}
	buf_addn(out, text, (size_t)(name - text));
	buf_printf(out, "%s/%s%s", run->tmp, demo_name(run->lang),
	    name + strlen("$demo"));
}

static void
type_keys(struct run *run, struct word *word, int n)
{
	struct buf text = { 0 };
	int i;

	for (i = 0; i < n; i++) {
		const char *at;
		size_t left;

		buf_clear(&text);
		expand(run, word[i].text, &text);
		at = buf_str(&text);
		left = strlen(at);
		settle(run);
		if (!word[i].quoted) {
			uint32_t key = key_parse(at);

			if (key == 0)
				die(run, err_new(ERR_USAGE, "no key %s", at));
			app_key(run->app, key, "");
			continue;
		}
		while (left > 0) {
			uint32_t cp;
			size_t len = utf8_next(at, left, &cp);

			app_key(run->app, cp, "");
			at += len;
			left -= len;
		}
	}
	buf_release(&text);
	settle(run);
}

static void
look_for(struct run *run, const char *text, bool wanted)
{
	struct buf shown = { 0 }, what = { 0 };
	bool seen;

	settle(run);
	screen_dump(run->screen, &shown, false);
	seen = strstr(shown.s, text) != NULL;
	buf_printf(&what, "%s \"%s\"", wanted ? "want" : "lack", text);
	result(run, seen == wanted, what.s, shown.s);
	buf_release(&shown);
	buf_release(&what);
}

static void
compare(struct run *run, const char *name)
{
	struct buf path = { 0 }, shown = { 0 }, expected = { 0 };
	struct buf what = { 0 };
	bool same;

	settle(run);
	screen_dump(run->screen, &shown, true);
	buf_printf(&path, "%s/expected/%s.txt", run->dir, name);
	buf_printf(&what, "dump %s", name);
	if (getenv("SCREEN_UPDATE") != NULL)
		die(run, path_write(path.s, shown.s, shown.len, 0644));
	same = path_read(path.s, LIMIT, &expected) == NULL &&
	    strcmp(buf_str(&expected), shown.s) == 0;
	result(run, same, what.s, shown.s);
	buf_release(&path);
	buf_release(&shown);
	buf_release(&expected);
	buf_release(&what);
}

static void
resize(struct run *run, const char *size)
{
	if (sscanf(size, "%dx%d", &run->w, &run->h) != 2)
		die(run, err_new(ERR_USAGE, "no size %s", size));
	if (run->app != NULL) {
		screen_resize(run->screen, run->h, run->w);
		settle(run);
	}
}

/* A second person on the same register. */
static void
run_verb(struct run *run, struct word *word, int n)
{
	struct buf path = { 0 }, out = { 0 }, message = { 0 };
	struct session session;
	struct verb_call call = { .session = &session, .out = &out,
	    .message = &message };
	char *argv[WORDS + 1];
	int i, status;

	settle(run);
	for (i = 0; i < n; i++)
		argv[i] = word[i].text;
	argv[n] = NULL;
	start_session(&session, run->lang);
	free((char *)(uintptr_t)session.user);
	session.user = xstrdup("saotome");
	buf_printf(&path, "%s/register.daicho", run->tmp);
	die(run, register_open(&session, path.s));
	call.arena = arena_new();
	status = verb_run(&call, n, argv);
	result(run, status <= 1, "verb", buf_str(&message));
	register_close(&session);
	/* As the loop does when it sees that somebody has written. */
	die(run, register_follow(&run->session));
	session_release(&session);
	arena_free(call.arena);
	buf_release(&path);
	buf_release(&out);
	buf_release(&message);
}

static bool
is_viewer(const struct run *run)
{
	return run->role != NULL && strcmp(run->role, "viewer") == 0;
}

static bool
is_untouched(struct run *run)
{
	struct buf path = { 0 }, now = { 0 }, was = { 0 };
	bool same;

	if (run->role != NULL)
		buf_printf(&path, "%s/before.daicho", run->tmp);
	else
		buf_printf(&path, "%s/%s/kirigahama.daicho", run->tmp,
		    demo_name(run->lang));
	die(run, path_read(path.s, 256 << 20, &was));
	buf_clear(&path);
	buf_printf(&path, "%s/register.daicho", run->tmp);
	die(run, path_read(path.s, 256 << 20, &now));
	same = was.len == now.len && memcmp(was.s, now.s, was.len) == 0;
	buf_release(&path);
	buf_release(&now);
	buf_release(&was);
	return same;
}

/*
 * Keys by chance; nothing may break, whatever it shows.  Without those that
 * lead to ":", whose verbs write files.
 */
static void
random_keys(struct run *run, const char *count, const char *seed)
{
	static const char *const names[] = {
		"Enter", "Enter", "Enter", "Esc", "Up", "Down", "Down",
		"Left", "Right", "PgUp", "PgDn", "Home", "End", "Tab",
		"Shift-Tab", "Space", "Backspace", "Delete", "F2", "Ctrl-U",
		"Ctrl-D", "Ctrl-R", "Ctrl-L", "1", "2", "3", "4", "a", "c",
		"d", "e", "f", "g", "G", "H", "j", "k", "l", "m", "n", "N",
		"p", "q", "s", "S", "t", "u", "V", "x", "X", "y", "*", "!",
		"/", "?", "+", "-", "0", "資", "が", "Ａ",
	};
	uint64_t state = strtoull(seed, NULL, 10);
	long i, n = strtol(count, NULL, 10);

	for (i = 0; i < n; i++) {
		const char *name;

		settle(run);
		if (app_is_done(run->app)) {
			finish(run);
			begin(run);
		}
		if (i % 97 == 0)
			screen_resize(run->screen, i % 194 == 0 ? 24 : 40,
			    i % 194 == 0 ? 80 : 132);
		if (i % 211 == 0)
			screen_resize(run->screen, 10, 40);
		state = state * UINT64_C(6364136223846793005) + 1442695041;
		name = names[(state >> 33) % (sizeof(names) /
		    sizeof(names[0]))];
		app_key(run->app, key_parse(name), "");
	}
	settle(run);
	/* What was written may lie in the WAL until the register is closed. */
	finish(run);
	result(run, (!run->read_only && !is_viewer(run)) || is_untouched(run),
	    "random keys",
	    "the register was written to");
}

static void
option(struct run *run, const char *word)
{
	if (strcmp(word, "@ja") == 0)
		run->lang = LANG_JA;
	else if (strcmp(word, "@ro") == 0)
		run->read_only = true;
	else if (strcmp(word, "@viewer") == 0)
		run->role = "viewer";
	else if (strcmp(word, "@editor") == 0)
		run->role = "editor";
	else if (strcmp(word, "@ascii") == 0)
		run->ascii = true;
	else if (strcmp(word, "@empty") == 0)
		run->empty = true;
	else
		resize(run, word + 1);
}

static void
run_line(struct run *run, char *line)
{
	struct word word[WORDS];
	int n = split(line, word), i;

	if (n == 0 || word[0].text[0] == '#')
		return;
	if (word[0].text[0] == '@')
		for (i = 0; i < n; i++)
			option(run, word[i].text);
	else if (strcmp(word[0].text, "keys") == 0)
		type_keys(run, word + 1, n - 1);
	else if (strcmp(word[0].text, "want") == 0)
		look_for(run, word[1].text, true);
	else if (strcmp(word[0].text, "lack") == 0)
		look_for(run, word[1].text, false);
	else if (strcmp(word[0].text, "size") == 0)
		resize(run, word[1].text);
	else if (strcmp(word[0].text, "random") == 0)
		random_keys(run, word[1].text, word[2].text);
	else if (strcmp(word[0].text, "verb") == 0)
		run_verb(run, word + 1, n - 1);
	else if (strcmp(word[0].text, "follow") == 0)
		app_follow(run->app);
	else if (strcmp(word[0].text, "dump") == 0)
		compare(run, word[1].text);
	else
		die(run, err_new(ERR_USAGE, "no order %s", word[0].text));
}

static void
run_script(struct run *run, const char *name)
{
	struct buf path = { 0 }, text = { 0 };
	char *line, *end;

	run->name = name;
	run->line = 0;
	run->w = 80;
	run->h = 24;
	run->lang = LANG_EN;
	run->read_only = run->ascii = run->empty = false;
	run->role = NULL;
	buf_printf(&path, "%s/%s", run->dir, name);
	die(run, path_read(path.s, LIMIT, &text));
	for (line = text.s; line != NULL && *line != '\0'; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		run->line++;
		run_line(run, line);
	}
	finish(run);
	buf_release(&path);
	buf_release(&text);
}

static int
is_script(const struct dirent *entry)
{
	return strcmp(path_extension(entry->d_name), "script") == 0;
}

static void
remove_tree(const char *path)
{
	struct dirent **entry = NULL;
	struct buf below = { 0 };
	int i, n = scandir(path, &entry, NULL, NULL);

	for (i = 0; i < n; i++) {
		if (strcmp(entry[i]->d_name, ".") != 0 &&
		    strcmp(entry[i]->d_name, "..") != 0) {
			buf_clear(&below);
			buf_printf(&below, "%s/%s", path, entry[i]->d_name);
			remove_tree(below.s);
		}
		free(entry[i]);
	}
	free(entry);
	buf_release(&below);
	if (n >= 0 ? rmdir(path) != 0 : unlink(path) != 0)
		printf("# %s is left over\n", path);
}

int
main(int argc, char **argv)
{
	static char tmp[] = "/tmp/daicho-screen-XXXXXX";
	const char *src = getenv("top_srcdir");
	struct dirent **entry = NULL;
	struct run run = { 0 };
	struct buf dir = { 0 }, share = { 0 };
	int i, n;

	setlocale(LC_ALL, "C.UTF-8");
	clock_set_zone("Asia/Tokyo");
	buf_printf(&dir, "%s/tests/screen", src != NULL ? src : ".");
	run.dir = dir.s;
	buf_printf(&share, "%s/share", src != NULL ? src : ".");
	setenv("DAICHO_SHARE", share.s, 1);
	run.tmp = mkdtemp(tmp);
	setenv("XDG_STATE_HOME", tmp, 1);
	make_demo(&run, LANG_EN);
	make_demo(&run, LANG_JA);
	n = scandir(run.dir, &entry, is_script, alphasort);
	for (i = 0; i < n; i++) {
		if (argc < 2 || strcmp(argv[1], entry[i]->d_name) == 0)
			run_script(&run, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	printf("1..%d\n", run.n);
	remove_tree(tmp);
	buf_release(&dir);
	buf_release(&share);
	return run.failed > 0;
}
