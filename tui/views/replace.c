/* SPDX-License-Identifier: ISC */
/* Replacing a piece of text in records: which field, what, by what. */
#include <string.h>

#include "base/utf8.h"
#include "model/rewrite.h"
#include "tui/app.h"
#include "tui/picker.h"
#include "tui/prompt.h"
#include "tui/views/views.h"

struct replace {
	struct app	*app;
	struct view	*below;		/* whose arena this lies in */
	enum entity_id	 entity;
	const char	**uuid;
	size_t		 n;
	size_t		 position;
	const char	*old;
	const struct err *(*saved)(void *ctx, const char *uuid);
	void		*ctx;
};

static bool
is_text(const struct field *field)
{
	return field_is_editable(field) && (field->type == TYPE_TEXT ||
	    field->type == TYPE_NOTE || field->type == TYPE_PHONE ||
	    field->type == TYPE_MAIL || field->type == TYPE_VERSION);
}

static bool
is_chosen(const struct replace *r, const char *uuid)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->uuid[i], uuid) == 0)
			return true;
	return false;
}

/* Shows what becomes of each record; writing is bulk's. */
static const struct err *
preview(struct replace *r, const char *new)
{
	struct arena *arena = r->below->arena;
	struct rewrite rewrite = { .arena = arena };
	struct bulk_args bulk = { .entity = r->entity, .saved = r->saved,
	    .ctx = r->ctx };
	const struct record **each;
	struct record *record;
	const struct err *err;
	const char **uuid;
	size_t i;

	err = rewrite_text(r->below->session, r->entity, NULL, r->position,
	    r->old, new, false, &rewrite);
	if (err != NULL)
		return err;
	uuid = arena_calloc(arena, rewrite.n + 1, sizeof(*uuid));
	each = arena_calloc(arena, rewrite.n + 1,
	    sizeof(const struct record *));
	for (i = 0; i < rewrite.n; i++) {
		if (!is_chosen(r, rewrite.item[i].uuid))
			continue;
		record = record_new(arena, r->entity);
		record_set(record, r->position, rewrite.item[i].new);
		uuid[bulk.n] = rewrite.item[i].uuid;
		each[bulk.n++] = record;
	}
	if (bulk.n == 0)
		return err_new(ERR_USAGE, _("None of the %zu records holds "
		    "\"%s\" in this field."), r->n, r->old);
	bulk.uuid = uuid;
	bulk.each = each;
	bulk.values = each[0];
	return app_open(r->app, &view_bulk, &bulk);
}

static const struct err *
new_done(void *ctx, const char *text)
{
	return preview(ctx, text);
}

static const struct err *
old_done(void *ctx, const char *text)
{
	struct replace *r = ctx;
	struct prompt prompt = { .done = new_done, .ctx = r,
	    .history = "replace" };

	if (*text == '\0')
		return err_new(ERR_USAGE, _("Say which text is to be "
		    "replaced."));
	r->old = arena_strdup(r->below->arena, text);
	prompt.label = arena_printf(r->below->arena, _("%s: \"%s\" becomes "),
	    entity_field(r->entity, r->position)->
	    label[r->below->session->lang], text);
	return prompt_open(r->app, &prompt);
}

static const struct err *
field_done(void *ctx, const char *key, const char *typed)
{
	struct replace *r = ctx;
	struct prompt prompt = { .done = old_done, .ctx = r,
	    .history = "replace" };
	int at = entity_field_find(r->entity, key);

	(void)typed;
	if (at < 0)
		return NULL;
	r->position = (size_t)at;
	prompt.label = arena_printf(r->below->arena, _("%s: replace "),
	    entity_field(r->entity, r->position)->
	    label[r->below->session->lang]);
	return prompt_open(r->app, &prompt);
}

static const struct err *
field_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct replace *r = ctx;
	struct buf typed = { 0 }, label = { 0 };
	const struct field *field;
	size_t i;

	(void)arena;
	utf8_fold(&typed, text);
	for (i = 0; (field = entity_field(r->entity, i)) != NULL &&
	    *n < PICKER_MAX; i++) {
		const char *name = field->label[r->below->session->lang];

		if (!is_text(field))
			continue;
		(*total)++;
		buf_clear(&label);
		utf8_fold(&label, name);
		if (strstr(buf_str(&label), buf_str(&typed)) != NULL ||
		    strstr(field->key, buf_str(&typed)) != NULL)
			out[(*n)++] = (struct pick_item){ .key = field->key,
			    .text = name, .right = field->key };
	}
	buf_release(&typed);
	buf_release(&label);
	return NULL;
}

const struct err *
replace_ask(struct app *app, enum entity_id entity, const char *const *uuid,
    size_t n, const struct err *(*saved)(void *ctx, const char *uuid),
    void *ctx)
{
	struct view *top = app_top(app);
	struct replace *r = arena_calloc(top->arena, 1, sizeof(*r));
	struct picker picker = { .title = _("Replace in"), .y = 1, .x = 2,
	    .w = 40, .search = field_search, .done = field_done, .ctx = r };
	size_t i;

	*r = (struct replace){ .app = app, .below = top, .entity = entity,
	    .n = n, .saved = saved, .ctx = ctx };
	r->uuid = arena_calloc(top->arena, n, sizeof(*r->uuid));
	for (i = 0; i < n; i++)
		r->uuid[i] = arena_strdup(top->arena, uuid[i]);
	return picker_open(app, &picker);
}
