/* SPDX-License-Identifier: ISC */
/* Taking a change set back: what it was and whose, then the question. */
#include <string.h>

#include "model/history.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { RECORDS_SHOWN = 8, OBSTACLES = 6 };

struct undo {
	struct app	*app;
	struct session	*session;
	int64_t		 tx;
};

static void
add_records(struct session *session, int64_t tx, struct arena *arena,
    struct buf *out)
{
	struct history_record record[RECORDS_SHOWN];
	int64_t total = 0;
	size_t i, n = 0;

	if (history_records(session, tx, NULL, arena, record, RECORDS_SHOWN,
	    &n, &total) != NULL)
		return;
	for (i = 0; i < n; i++) {
		const char *ref = register_ref_of(session, record[i].uuid,
		    arena), *name = record[i].name;

		buf_add(out, "  ");
		if (record[i].entity == ENTITY_decision)
			history_decision(session, record[i].uuid, arena, out);
		else if (name == NULL || strcmp(ref, name) == 0)
			buf_add(out, ref);
		else
			buf_printf(out, "%s  %s", ref, name);
		buf_addc(out, '\n');
	}
	if ((int64_t)n < total)
		buf_printf(out, _("  and %lld more\n"),
		    (long long)(total - (int64_t)n));
}

static void
add_obstacles(const struct session *session,
    const struct undo_obstacle *obstacle, size_t n, struct buf *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		buf_add(out, "\n");
		words_moment(session, obstacle[i].at, out);
		buf_printf(out, "  %s  %s  %s", obstacle[i].who,
		    obstacle[i].name, obstacle[i].field != NULL ?
		    obstacle[i].field->label[session->lang] : "");
	}
}

static const struct err *
undo_yes(void *ctx)
{
	struct undo *undo = ctx;
	struct undo_obstacle obstacle[OBSTACLES];
	struct commit_result result = { 0 };
	struct arena *arena = arena_new();
	struct buf text = { 0 };
	const struct err *err;
	size_t n = 0;

	err = history_undo(undo->session, undo->tx, arena, obstacle,
	    OBSTACLES, &n, &result);
	if (err != NULL && n > 0) {
		buf_add(&text, err->msg);
		add_obstacles(undo->session, obstacle, n, &text);
		err = err_new(err->kind, "%s", text.s);
	} else if (err == NULL) {
		app_refresh(undo->app);
		app_say(undo->app, _("Records taken back: %lld. "
		    "Ctrl-R does it again."), (long long)(result.changed +
		    result.created));
	}
	buf_release(&text);
	arena_free(arena);
	return err;
}

const struct err *
undo_ask_tx(struct app *app, int64_t tx, bool redo)
{
	struct view *top = app_top(app);
	struct undo *undo = arena_alloc(top->arena, sizeof(*undo));
	struct ask ask = { .title = redo ? _("Redo") : _("Undo"),
	    .yes = undo_yes, .ctx = undo };
	struct arena *arena = arena_new();
	struct store_tx set = { 0 };
	struct buf text = { 0 };
	const struct err *err;
	bool found = false;

	*undo = (struct undo){ app, top->session, tx };
	err = store_tx_get(register_reader(top->session), tx, arena, &set,
	    &found);
	if (err == NULL && !found)
		err = err_new(ERR_NOT_FOUND,
		    _("This change set is no longer in the journal."));
	if (err == NULL && set.undone_by != 0)
		err = err_new(ERR_INVALID,
		    _("This change set has been taken back already."));
	if (err == NULL) {
		words_moment(top->session, set.at, &text);
		buf_printf(&text, _("  %s  records %lld\n"), set.who,
		    (long long)set.records);
		if (set.why != NULL)
			buf_printf(&text, "%s\n", set.why);
		add_records(top->session, tx, arena, &text);
		buf_printf(&text, "\n%s\n", redo ?
		    _("Do this again?") : _("Take all of this back?"));
		ask.text = text.s;
		err = ask_open(app, &ask);
	}
	buf_release(&text);
	arena_free(arena);
	return err;
}

const struct err *
undo_ask(struct app *app, bool redo)
{
	struct session *session = app_top(app)->session;
	struct arena *arena = arena_new();
	struct store_tx set = { 0 };
	const struct err *err;
	bool found = false;
	int64_t tx = 0;

	err = history_last(session, redo, &tx);
	if (err == NULL && tx != 0 && redo) {
		err = store_tx_get(register_reader(session), tx, arena, &set,
		    &found);
		tx = found ? set.undone_by : 0;
	}
	if (err == NULL && tx == 0)
		app_say(app, "%s", redo ?
		    _("There is no undo of yours to take back.") :
		    _("There is no change of yours to take back. "
		    "The history screen has those of others."));
	else if (err == NULL)
		err = undo_ask_tx(app, tx, redo);
	arena_free(arena);
	return err;
}
