/* SPDX-License-Identifier: ISC */
/* Text to be read: what a verb said, why something was decided. */
#include <string.h>

#include "base/problem.h"
#include "base/utf8.h"
#include "model/discovery/discover.h"
#include "tui/app.h"
#include "tui/prompt.h"
#include "tui/views/views.h"
#include "verb/finding_rows.h"
#include "verb/verb.h"

enum {
	WORDS_MAX = 64, MESSAGE_BREAKS = 4,
	/* What explains a match, on 80 columns. */
	KEY_W = 20, KEY_MORE = 16, VALUE_W = 17, KEYS_W = 77,
};

struct output_args {
	const char	*title, *text;
};

struct output {
	const char	*title;
	struct pane	 pane;
	const char	*word;		/* searched for */
};

static const struct err *
output_start(struct view *view, const void *args)
{
	const struct output_args *a = args;
	struct output *d = view->data;
	int w = screen_width(app_screen(view->app)) - 2;

	d->title = arena_strdup(view->arena, a->title);
	pane_reset(&d->pane, view->arena, false);
	pane_wrap(&d->pane, PANE_TEXT, a->text, w, ROLE_text);
	return NULL;
}

static void
output_draw(struct view *view, struct screen *screen, struct area area)
{
	struct output *d = view->data;

	area.x++;
	area.w -= 2;
	pane_draw(&d->pane, screen, area, true);
}

static void
output_title(struct view *view, bool top, struct title *title)
{
	struct output *d = view->data;

	buf_add(&title->crumb, d->title);
	if (top)
		pane_position(&d->pane, &title->position);
}

static void
find(struct view *view, int step)
{
	struct output *d = view->data;

	if (d->word != NULL && *d->word != '\0' &&
	    !pane_find(&d->pane, d->word, step, 1))
		app_say(view->app, _("%s: no match."), d->word);
}

static const struct err *
search_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct output *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1);
	return NULL;
}

static const struct err *
output_act(struct view *view, enum action_id action, uint32_t key)
{
	struct output *d = view->data;
	struct prompt search = { .label = "/ ", .done = search_done,
	    .history = "search", .ctx = view };

	switch (action) {
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1);
		return NULL;
	default:
		if (pane_act(&d->pane, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static unsigned
output_where(const struct view *view)
{
	(void)view;
	return AT_OUTPUT;
}

static const enum action_id *
output_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_search, ACTION_page_down, ACTION_command, ACTION_help,
		ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

static const struct view_ops view_output = {
	.name = "output", .shape = VIEW_FULL, .size = sizeof(struct output),
	.open = output_start, .where = output_where, .footer = output_footer,
	.title = output_title, .draw = output_draw, .act = output_act,
};

const struct err *
output_open(struct app *app, const char *title, const char *text)
{
	struct output_args args = { title, text };

	return app_open(app, &view_output, &args);
}

/* --- verbs --------------------------------------------------------------------- */

/* Words as a shell divides them: blanks, and quotes around blanks. */
static int
split(struct arena *arena, const char *line, char **out, int max)
{
	struct buf word = { 0 };
	int n = 0;

	while (*line != '\0' && n < max) {
		bool any = false;

		line += strspn(line, " ");
		while (*line != '\0' && *line != ' ') {
			any = true;
			if (*line == '\'' || *line == '"') {
				char quote = *line++;

				while (*line != '\0' && *line != quote)
					buf_addc(&word, *line++);
				line += *line == quote;
			} else {
				buf_addc(&word, *line++);
			}
		}
		if (any)
			out[n++] = arena_strdup(arena, buf_str(&word));
		buf_clear(&word);
	}
	buf_release(&word);
	return n;
}

/*
 * A verb that makes a register leaves it open where none was: then the screen
 * goes on with that one.
 */
static void
run_verb(struct verb_call *call, int argc, char **argv)
{
	struct session *session = call->session;
	struct register_ *was = session->reg, *made;
	struct progress progress = session->progress;

	if ((verb_find(argv[0])->flags & (VERB_NO_REGISTER |
	    VERB_SOME_REGISTER)) != VERB_NO_REGISTER) {
		verb_run(call, argc, argv);
		return;
	}
	/* Nothing can be drawn while there is no register. */
	session->reg = NULL;
	register_install(session);
	session->progress = (struct progress){ 0 };
	verb_run(call, argc, argv);
	session->progress = progress;
	made = session->reg;
	session->reg = was;
	if (made != NULL) {
		register_close(session);
		session->reg = made;
	}
	register_install(session);
}

/* A message of several lines would lie over the text that it is about. */
static bool
is_long(const char *message, bool over_text)
{
	size_t breaks = 0;

	for (; *message != '\0'; message++)
		breaks += *message == '\n';
	return breaks > (over_text ? 0 : MESSAGE_BREAKS);
}

const struct err *
output_run(struct app *app, const char *line)
{
	struct view *top = app_top(app);
	struct arena *arena = arena_new();
	struct buf out = { 0 }, message = { 0 };
	char *argv[WORDS_MAX + 1] = { NULL };
	struct verb_call call = { .session = top->session, .arena = arena,
	    .out = &out, .message = &message, .terminal = true,
	    .columns = screen_width(app_screen(app)) - 2 };
	const struct err *err = NULL;
	bool opened = false;
	int argc = split(arena, line, argv, WORDS_MAX);
	/* The view that lent the line may go while the verb runs. */
	const char *title = arena_strdup(arena, line);

	if (argc > 0 && verb_find(argv[0]) == NULL)
		err = err_new(ERR_USAGE, _("There is no command %s. "
		    "Type : and a part of its name."), argv[0]);
	if (err == NULL)
		err = import_open_line(app, argc, argv, &opened);
	if (err == NULL && argc > 0 && !opened) {
		run_verb(&call, argc, argv);
		app_refresh(app);
		while (message.len > 0 && message.s[message.len - 1] == '\n')
			buf_truncate(&message, message.len - 1);
		if (is_long(buf_str(&message), out.len > 0)) {
			buf_printf(&out, "%s%s", out.len > 0 ? "\n" : "",
			    message.s);
			buf_clear(&message);
		}
		if (out.len > 0)
			err = output_open(app, title, out.s);
		if (message.len > 0)
			app_say(app, "%s", message.s);
	}
	buf_release(&out);
	buf_release(&message);
	arena_free(arena);
	return err;
}

/* The line that writes what a list shows; the person may change it. */
const struct err *
write_open(struct app *app, enum entity_id entity, const char *filter,
    bool reverse)
{
	const char *plural = entity_get(entity)->plural;
	char quote = strchr(filter, '\'') == NULL ? '\'' : '"';
	struct buf line = { 0 };
	const struct err *err;

	buf_printf(&line, "export %s -o %s.csv", plural, plural);
	if (*filter != '\0')
		buf_printf(&line, reverse ? " -w %cnot (%s)%c" : " -w %c%s%c",
		    quote, filter, quote);
	err = palette_open(app, line.s);
	buf_release(&line);
	return err;
}

/* --- why -------------------------------------------------------------------------- */

/* Every cell beyond the narrowest screen goes to the key, then the values. */
static void
explain_keys(const struct explanation *why, int w, struct buf *out)
{
	int spare = w > KEYS_W ? w - KEYS_W : 0, key_w, value_w;
	size_t i;

	key_w = KEY_W + (spare < KEY_MORE ? spare : KEY_MORE);
	value_w = VALUE_W + (spare > KEY_MORE ? (spare - KEY_MORE) / 2 : 0);
	if (why->n_compared > 0)
		buf_printf(out, "%s\n", _("Compared, strongest first"));
	for (i = 0; i < why->n_compared; i++) {
		const struct explain_key *key = &why->compared[i];

		buf_printf(out, "  %-3s ", key->rank != NULL ? key->rank : "");
		utf8_pad(out, key->key, key_w);
		buf_addc(out, ' ');
		utf8_pad(out, key->seen != NULL ? key->seen : "–", value_w);
		buf_addc(out, ' ');
		utf8_pad(out, key->registered != NULL ? key->registered : "–",
		    value_w);
		buf_printf(out, " %s%s\n", key->equal > 0 ? _("equal") :
		    key->equal == 0 ? _("differs") : _("not compared"),
		    key->decides ? _(", decides") : "");
	}
}

static void
explain_text(const struct session *session, const struct explanation *why,
    int w, struct buf *out)
{
	size_t i;

	if (why->result != NULL && why->severity != NULL)
		buf_printf(out, "%s  ", choice_label(session, "severity",
		    why->severity));
	if (why->result != NULL)
		buf_printf(out, "%s  %s %s\n\n", choice_label(session,
		    "finding_result", why->result), _("rule"),
		    why->rule != NULL ? why->rule : "–");
	explain_keys(why, w, out);
	if (why->n_evidence > 0)
		buf_printf(out, "\n%s\n", _("Evidence"));
	for (i = 0; i < why->n_evidence; i++)
		buf_printf(out, "  %s:%ld  %s\n", why->evidence[i].file,
		    why->evidence[i].line, why->evidence[i].text);
	if (why->n_also > 0)
		buf_printf(out, "\n%s\n", _("Also"));
	for (i = 0; i < why->n_also; i++)
		buf_printf(out, "  %s\n", choice_label(session,
		    "finding_result", why->also[i]));
	if (why->n_would_change > 0)
		buf_printf(out, "\n%s\n", _("What would change this"));
	for (i = 0; i < why->n_would_change; i++)
		buf_printf(out, "  %s\n", why->would_change[i]);
}

const struct err *
explain_open(struct app *app, const char *ref)
{
	struct session *session = app_top(app)->session;
	int w = screen_width(app_screen(app)) - 2;
	struct arena *arena = arena_new();
	struct explanation why = { 0 };
	struct buf text = { 0 };
	const struct err *err;

	err = explain(session, ref, arena, &why);
	if (err == NULL) {
		explain_text(session, &why, w, &text);
		err = output_open(app, arena_printf(arena, "%s › %s",
		    register_name_of(session, ref, arena), _("Explain")),
		    buf_str(&text));
	}
	buf_release(&text);
	arena_free(arena);
	return err;
}
