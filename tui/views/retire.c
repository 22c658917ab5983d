/* SPDX-License-Identifier: ISC */
/* Retiring: what becomes of what refers to it, then a word to type. */
#include <string.h>

#include "model/rewrite.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/refpick.h"
#include "tui/views/views.h"

enum { RETIRE_SHOWN = 10, DEPENDENTS_SHOWN = 5 };

struct retire {
	struct app	*app;
	struct session	*session;
	struct arena	*arena;		/* of the view below */
	enum entity_id	 entity;
	const char	**uuid;
	size_t		 n;
	struct rewrite	 rewrite;	/* of what refers to them */
	enum dependents	 fate;
};

static const struct err *
retire_yes(void *ctx)
{
	struct retire *r = ctx;
	struct changes *changes = changes_new(r->session, "edit");
	struct commit_result result = { 0 };
	const struct err *err;
	size_t i;

	rewrite_put_dependents(&r->rewrite, r->fate, changes);
	for (i = 0; i < r->n; i++)
		changes_retire(changes, r->entity, r->uuid[i], 0);
	err = register_commit(r->session, changes, NULL, &result);
	changes_free(changes);
	if (err != NULL)
		return err;
	app_refresh(r->app);
	app_say(r->app, _("Retired: %zu. u takes it back."), r->n);
	return NULL;
}

static void
add_name(struct retire *r, const char *uuid, struct buf *text)
{
	const char *ref = register_ref_of(r->session, uuid, r->arena);
	const char *name = register_name_of(r->session, uuid, r->arena);

	buf_printf(text, "  %s  %s\n", ref,
	    strcmp(ref, name) != 0 ? name : "");
}

static const char *
fate_text(enum dependents fate)
{
	static const char *const texts[] = {
		[DEPENDENTS_KEEP] = N_("leave them as they are"),
		[DEPENDENTS_DETACH] = N_("empty the fields that refer to it"),
		[DEPENDENTS_MOVE] = N_("let them refer to another record"),
		[DEPENDENTS_RETIRE] = N_("retire what refers to it, too"),
	};

	return gettext(texts[fate]);
}

static const struct err *
ask_word(struct retire *r)
{
	struct ask ask = { .title = _("Retire"), .word = _("retire"),
	    .yes = retire_yes, .ctx = r };
	struct buf text = { 0 };
	const struct err *err;
	size_t i;

	buf_printf(&text, _("%zu records leave the lists and stay in the "
	    "history:\n"), r->n);
	for (i = 0; i < r->n && i < RETIRE_SHOWN; i++)
		add_name(r, r->uuid[i], &text);
	if (r->n > RETIRE_SHOWN)
		buf_printf(&text, _("  and %zu more\n"), r->n - RETIRE_SHOWN);
	if (r->rewrite.n > 0)
		buf_printf(&text, _("%zu references to them: %s\n"),
		    r->rewrite.n, fate_text(r->fate));
	for (i = 0; i < r->rewrite.n && i < DEPENDENTS_SHOWN; i++)
		add_name(r, r->rewrite.item[i].uuid, &text);
	if (r->rewrite.n > DEPENDENTS_SHOWN)
		buf_printf(&text, _("  and %zu more\n"),
		    r->rewrite.n - DEPENDENTS_SHOWN);
	ask.text = text.s;
	err = ask_open(r->app, &ask);
	buf_release(&text);
	return err;
}

/* --- what becomes of the references ------------------------------------------ */

static const struct err *
other_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct retire *r = ctx;

	return refpick_records(r->session, UINT64_C(1) << r->entity, false,
	    text, arena, out, n, total);
}

static const struct err *
other_done(void *ctx, const char *key, const char *typed)
{
	struct retire *r = ctx;
	const struct err *err;
	size_t i;

	(void)typed;
	for (i = 0; i < r->n; i++)
		if (strcmp(r->uuid[i], key) == 0)
			return err_new(ERR_INPUT, _("This one is retired "
			    "itself; name another."));
	r->rewrite = (struct rewrite){ .arena = r->arena };
	err = rewrite_dependents(r->session, r->uuid, r->n,
	    arena_strdup(r->arena, key), &r->rewrite);
	return err != NULL ? err : ask_word(r);
}

static const struct err *
fate_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{

	static const struct {
		enum dependents	 fate;
		const char	*key;
	} fates[] = {
		{ DEPENDENTS_MOVE, "move" }, { DEPENDENTS_DETACH, "detach" },
		{ DEPENDENTS_RETIRE, "retire" }, { DEPENDENTS_KEEP, "keep" },
	};
	size_t i;

	(void)ctx;
	(void)arena;
	for (i = 0; i < sizeof(fates) / sizeof(fates[0]); i++, (*total)++)
		if (strncmp(fates[i].key, text, strlen(text)) == 0)
			out[(*n)++] = (struct pick_item){
				.key = fates[i].key,
				.text = fate_text(fates[i].fate),
				.right = fates[i].key };
	return NULL;
}

static const struct err *
fate_done(void *ctx, const char *key, const char *typed)
{
	struct retire *r = ctx;
	struct picker picker = { .title = entity_get(r->entity)->
	    label[r->session->lang], .y = 1, .x = 2, .w = 50,
	    .search = other_search, .done = other_done, .ctx = r };

	(void)typed;
	r->fate = strcmp(key, "move") == 0 ? DEPENDENTS_MOVE :
	    strcmp(key, "detach") == 0 ? DEPENDENTS_DETACH :
	    strcmp(key, "retire") == 0 ? DEPENDENTS_RETIRE : DEPENDENTS_KEEP;
	return r->fate == DEPENDENTS_MOVE ? picker_open(r->app, &picker) :
	    ask_word(r);
}

const struct err *
retire_ask(struct app *app, enum entity_id entity, const char *const *uuid,
    size_t n)
{
	struct view *top = app_top(app);
	struct retire *r = arena_alloc(top->arena, sizeof(*r));
	struct picker picker = { .y = 1, .x = 2, .w = 60,
	    .search = fate_search, .done = fate_done, .ctx = r };
	const struct err *err;
	size_t i;

	*r = (struct retire){ .app = app, .session = top->session,
	    .arena = top->arena, .entity = entity, .n = n,
	    .rewrite = { .arena = top->arena } };
	r->uuid = arena_calloc(top->arena, n, sizeof(*r->uuid));
	for (i = 0; i < n; i++)
		r->uuid[i] = arena_strdup(top->arena, uuid[i]);
	err = rewrite_dependents(r->session, r->uuid, n, NULL, &r->rewrite);
	if (err != NULL)
		return err;
	if (r->rewrite.n == 0)
		return ask_word(r);
	picker.title = arena_printf(top->arena, _("%zu references to it"),
	    r->rewrite.n);
	return picker_open(app, &picker);
}
