/* SPDX-License-Identifier: ISC */
/* Handing over: who takes over, what follows, then a word to type. */
#include <string.h>

#include "model/rewrite.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/refpick.h"
#include "tui/views/views.h"

struct hand_over {
	struct app	*app;
	struct session	*session;
	struct arena	*arena;		/* of the view below */
	struct record	*from;
	const char	*to;
	struct rewrite	 rewrite;
};

static const struct err *
hand_over_yes(void *ctx)
{
	struct hand_over *h = ctx;
	struct changes *changes = changes_new(h->session, "edit");
	struct commit_result result = { 0 };
	const struct err *err;

	rewrite_put(&h->rewrite, changes);
	err = register_commit(h->session, changes, NULL, &result);
	changes_free(changes);
	if (err != NULL)
		return err;
	app_refresh(h->app);
	app_say(h->app, _("Records written: %lld. u takes all of them back."),
	    (long long)result.changed);
	return NULL;
}

/* "Asset / Owner  12" for each field that changes. */
static void
add_counts(const struct hand_over *h, struct buf *text)
{
	enum lang lang = h->session->lang;
	size_t i, k, n;

	for (i = 0; i < h->rewrite.n; i++) {
		const struct rewrite_item *item = &h->rewrite.item[i];

		/* The items of a field stand together. */
		if (i > 0 && item[-1].entity == item->entity &&
		    item[-1].position == item->position)
			continue;
		for (k = i, n = 0; k < h->rewrite.n &&
		    h->rewrite.item[k].entity == item->entity &&
		    h->rewrite.item[k].position == item->position; k++)
			n++;
		buf_printf(text, "  %s / %s  %zu\n",
		    entity_get(item->entity)->label[lang],
		    entity_field(item->entity, item->position)->label[lang],
		    n);
	}
}

/* Works out what follows when everything goes to another. */
static const struct err *
plan(struct hand_over *h, const char *to)
{
	const struct rewrite_scope all = { 0 };
	const struct err *err;

	h->to = arena_strdup(h->arena, to);
	h->rewrite = (struct rewrite){ .arena = h->arena };
	err = rewrite_references(h->session, h->from->uuid, h->to, &all,
	    &h->rewrite);
	if (err == NULL && h->from->entity == ENTITY_department)
		err = rewrite_succession(h->session, h->from, h->to, NULL,
		    &h->rewrite);
	return err;
}

static const struct err *
ask_for_word(struct hand_over *h)
{
	struct ask ask = { .title = _("Hand over"), .word = _("hand over"),
	    .yes = hand_over_yes, .ctx = h };
	struct buf text = { 0 };
	const struct err *err;

	buf_printf(&text, "%s → %s\n", register_name_of(h->session,
	    h->from->uuid, h->arena), register_name_of(h->session, h->to,
	    h->arena));
	add_counts(h, &text);
	buf_add(&text, _("Who approved, reviewed or decided stays.\n"));
	ask.text = text.s;
	err = ask_open(h->app, &ask);
	buf_release(&text);
	return err;
}

static const struct err *
other_done(void *ctx, const char *key, const char *typed)
{
	struct hand_over *h = ctx;
	const struct err *err;

	(void)typed;
	if (strcmp(key, h->from->uuid) == 0)
		return err_new(ERR_INPUT, _("Both are the same record; name "
		    "another."));
	err = plan(h, key);
	if (err == NULL && h->rewrite.n == 0)
		err = err_new(ERR_INPUT, _("Nothing refers to \"%s\"."),
		    register_name_of(h->session, h->from->uuid, h->arena));
	return err != NULL ? err : ask_for_word(h);
}

static const struct err *
other_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct hand_over *h = ctx;

	return refpick_records(h->session, UINT64_C(1) << h->from->entity,
	    false, text, arena, out, n, total);
}

static const struct err *
begin(struct app *app, enum entity_id entity, const char *uuid,
    struct hand_over **out)
{
	struct view *top = app_top(app);
	struct hand_over *h = arena_calloc(top->arena, 1, sizeof(*h));
	const struct err *err;

	*out = h;
	h->app = app;
	h->session = top->session;
	h->arena = top->arena;
	err = store_get(register_reader(h->session), entity, uuid, NULL,
	    h->arena, &h->from);
	if (err == NULL && h->from == NULL)
		err = err_new(ERR_NOT_FOUND, _("The record is no longer "
		    "there."));
	return err;
}

const struct err *
hand_over_ask(struct app *app, enum entity_id entity, const char *uuid)
{
	struct picker picker = { .title = _("Hand over to"), .y = 1, .x = 2,
	    .w = 50, .search = other_search, .done = other_done };
	struct hand_over *h;
	const struct err *err = begin(app, entity, uuid, &h);

	picker.ctx = h;
	return err != NULL ? err : picker_open(app, &picker);
}

const struct err *
hand_over_offer(struct app *app, const char *department, const char *to)
{
	struct hand_over *h;
	const struct err *err = begin(app, ENTITY_department, department, &h);

	if (err == NULL)
		err = plan(h, to);
	return err != NULL || h->rewrite.n == 0 ? err : ask_for_word(h);
}
