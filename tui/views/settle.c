/* SPDX-License-Identifier: ISC */
/* Answers to the questions of an import, and writing it. */
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/query.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/picker.h"
#include "tui/prompt.h"
#include "tui/refpick.h"
#include "tui/views/import.h"
#include "tui/views/views.h"

enum {
	READ_AT_ONCE = 5000,	/* rows that are read anew at each answer */
	PICK_W = 56, PICK_Y = 6,
};

static const struct err *
answered(struct view *view, struct import_item *item, const char *answer)
{
	struct import_view *d = view->data;

	item->answer = arena_strdup(view->arena, answer);
	item->question.wrong = NULL;
	d->given++;
	d->stale = true;
	return d->plan->rows <= READ_AT_ONCE ? import_view_read(view) : NULL;
}

/* --- candidates ----------------------------------------------------------- */

/* Appends a candidate when the words typed stand in it. */
static void
offer(const char *typed, const char *key, const char *text,
    const char *detail, struct pick_item *out, size_t *n)
{
	struct buf word = { 0 }, all = { 0 };

	utf8_fold(&word, typed);
	utf8_fold(&all, text);
	buf_addc(&all, '\n');
	utf8_fold(&all, key);
	if (*n < PICKER_MAX - 1 && strstr(buf_str(&all), buf_str(&word)) !=
	    NULL)
		out[(*n)++] = (struct pick_item){ .key = key, .text = text,
		    .detail = detail };
	buf_release(&word);
	buf_release(&all);
}

/* "2014-05-18 (H26/5/18) | 2026-05-18 (2026/5/18) | notes | -" */
static void
offer_days(const struct import_question *question, const char *typed,
    struct arena *arena, struct pick_item *out, size_t *n)
{
	const char *s = question->allowed;

	while (*s >= '0' && *s <= '9') {
		const char *end = strstr(s, " | ");
		size_t len = end == NULL ? strlen(s) : (size_t)(end - s);
		char *key = arena_strndup(arena, s, len);
		char *open = strchr(key, '(');
		char *close = open == NULL ? NULL : strchr(open, ')');

		if (close != NULL) {
			*close = '\0';
			open[-1] = '\0';
			offer(typed, key, key, open + 1, out, n);
		}
		s += len + (end == NULL ? 0 : 3);
	}
}

static void
offer_fields(struct view *view, const char *typed, struct arena *arena,
    struct pick_item *out, size_t *n)
{
	static const char *const prefixes[] = { "interface.",
	    "interface.2." };
	const struct import_view *d = view->data;
	enum entity_id entity = d->plan->entity;
	const struct field *field;
	size_t i, k;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (field_is_editable(field))
			offer(typed, field->key,
			    field->label[view->session->lang], field->key,
			    out, n);
	for (k = 0; k < 2 && entity == ENTITY_asset; k++)
		for (i = 0; (field = entity_field(ENTITY_interface, i)) !=
		    NULL; i++) {
			const char *key = arena_printf(arena, "%s%s",
			    prefixes[k], field->key);

			if (field_is_editable(field) &&
			    i != F_interface_asset)
				offer(typed, key, field->label[
				    view->session->lang], key, out, n);
		}
}

static const struct err *
search_answers(void *ctx, const char *typed, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;
	const struct import_item *item = import_view_item(view);
	const struct import_question *question = &item->question;
	const struct err *err = NULL;

	if (question->kind == ASK_CHOICE)
		refpick_choices(view->session, question->field, typed, arena,
		    out, n, total);
	else if (question->kind == ASK_DATE)
		offer_days(question, typed, arena, out, n);
	else if (question->kind == ASK_COLUMN)
		offer_fields(view, typed, arena, out, n);
	else if (question->kind == ASK_REF)
		err = refpick_records(view->session, question->field->targets,
		    false, typed, arena, out, n, total);
	if (question->kind == ASK_REF &&
	    strncmp(question->allowed, "new", 3) == 0)
		offer("", "new", arena_printf(arena, _("register \"%s\" as "
		    "new"), question->value), NULL, out, n);
	offer("", "notes", _("keep in the notes"), NULL, out, n);
	offer("", "-", question->kind == ASK_COLUMN ?
	    _("leave the column out") : _("leave empty"), NULL, out, n);
	*total = *n > *total ? *n : *total;
	return err;
}

/* A record by its name where that says which one, else by its uuid. */
static const char *
record_word(struct view *view, const struct import_question *question,
    const char *key)
{
	const char *name;
	char uuid[UUID_LEN];

	if (question->kind != ASK_REF || strlen(key) != UUID_LEN - 1)
		return key;
	name = register_name_of(view->session, key, view->arena);
	return register_resolve(view->session, question->field->targets, name,
	    uuid) == NULL && strcmp(uuid, key) == 0 ? name : key;
}

static const struct err *
picked(void *ctx, const char *key, const char *typed)
{
	struct view *view = ctx;
	struct import_item *item = import_view_item(view);

	if (item == NULL)
		return NULL;
	return answered(view, item, record_word(view, &item->question,
	    key == NULL ? typed : key));
}

static const struct err *
choose_answer(struct view *view)
{
	struct import_view *d = view->data;
	const struct import_item *item = import_view_item(view);
	struct screen *screen = app_screen(view->app);
	struct picker picker = { .title = item->question.column,
	    .y = PICK_Y + (int)(d->table.cursor - d->table.top) + 1,
	    .w = PICK_W, .search = search_answers, .done = picked,
	    .ctx = view };

	picker.x = screen_width(screen) > PICK_W + 2 ?
	    screen_width(screen) - PICK_W - 2 : 0;
	return picker_open(view->app, &picker);
}

/* --- the same for all ------------------------------------------------------ */

/* The era or century in which the answer was given: "H", "R", "20". */
static const char *
same_era(struct view *view, const struct import_item *from,
    const struct import_question *to)
{
	static const char *const eras[] = { "(20", "(R", "(H", "(S" };
	const char *given = strstr(from->question.allowed, from->answer);
	const char *bracket = given == NULL ? NULL : strchr(given, '(');
	const char *found, *begin;
	size_t i;

	for (i = 0; bracket != NULL && i < sizeof(eras) / sizeof(eras[0]);
	    i++) {
		if (strncmp(bracket, eras[i], strlen(eras[i])) != 0)
			continue;
		found = strstr(to->allowed, eras[i]);
		if (found == NULL)
			return NULL;
		for (begin = found; begin > to->allowed && begin[-1] != '|';)
			begin--;
		begin += *begin == ' ';
		return arena_strndup(view->arena, begin,
		    strcspn(begin, " "));
	}
	return NULL;
}

/* The answer for all open questions about the same column. */
static const struct err *
answer_all(struct view *view)
{
	struct import_view *d = view->data;
	const struct import_item *from = import_view_item(view);
	size_t i, n = 0;

	for (i = 0; i < d->n; i++) {
		struct import_item *item = &d->item[i];
		const char *answer = from->answer;

		if (!import_item_open(item) ||
		    item->question.kind != from->question.kind ||
		    strcmp(item->question.column, from->question.column) != 0)
			continue;
		if (item->question.kind == ASK_DATE && *answer >= '0' &&
		    *answer <= '9')
			answer = same_era(view, from, &item->question);
		if (answer == NULL)
			continue;
		item->answer = answer;
		d->given++;
		n++;
	}
	app_say(view->app, _("%zu more questions have this answer."), n);
	return n == 0 ? NULL : import_view_read(view);
}

/* --- files and names ------------------------------------------------------- */

static const struct err *
write_refused(void *ctx, const char *path)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	const struct err *err;

	if (*path == '\0')
		return err_new(ERR_USAGE, _("Type the name of a file."));
	if (path_exists(path))
		return err_new(ERR_INPUT, _("%s exists; type another name."),
		    path);
	err = import_write_refused(d->plan, path);
	if (err != NULL)
		return err;
	d->refused = arena_strdup(view->arena, path);
	app_say(view->app, _("%lld refused rows are in %s. Mend them there "
	    "and import it."), (long long)d->plan->refused, path);
	return NULL;
}

/* "台帳.csv" gives "台帳-refused.csv" beside it. */
static const struct err *
ask_refused(struct view *view)
{
	struct import_view *d = view->data;
	const char *path = d->options.path, *dot = strrchr(path, '.');
	size_t n = dot != NULL && strchr(dot, '/') == NULL ?
	    (size_t)(dot - path) : strlen(path);
	struct prompt prompt = { .label = _("Refused rows into "),
	    .done = write_refused, .ctx = view };

	prompt.text = arena_printf(view->arena, _("%.*s-refused.csv"), (int)n,
	    path);
	return prompt_open(view->app, &prompt);
}

static const struct err *
save_answers(void *ctx, const char *name)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	const struct err *err = d->stale ? import_view_read(view) : NULL;

	if (err != NULL)
		return err;
	name += strspn(name, " ");
	if (*name == '\0')
		return err_new(ERR_USAGE, _("Type a name."));
	err = import_save_answers(view->session, d->plan, name);
	if (err != NULL)
		return err;
	d->given = 0;
	d->options.map = arena_strdup(view->arena, name);
	app_say(view->app, _("The answers are kept as \"%s\"."), name);
	return NULL;
}

static const struct err *
ask_name(struct view *view)
{
	const struct import_view *d = view->data;
	struct prompt prompt = { .label = _("Keep the answers as "),
	    .text = d->options.map, .done = save_answers, .ctx = view };

	return prompt_open(view->app, &prompt);
}

static const struct err *
search_mappings(void *ctx, const char *typed, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;

	return refpick_records(view->session, UINT64_C(1) << ENTITY_mapping,
	    false, typed, arena, out, n, total);
}

static const struct err *
mapping_picked(void *ctx, const char *key, const char *typed)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	const char *was = d->options.map;
	const struct err *err;

	(void)typed;
	d->options.map = register_name_of(view->session, key, view->arena);
	err = import_view_read(view);
	if (err != NULL)
		d->options.map = was;
	return err;
}

static const struct err *
choose_mapping(struct view *view)
{
	struct picker picker = { .title = _("Answers kept by name"),
	    .y = PICK_Y, .x = 2, .w = PICK_W, .search = search_mappings,
	    .done = mapping_picked, .ctx = view };

	return picker_open(view->app, &picker);
}

/* --- writing ---------------------------------------------------------------- */

static const struct err *
write_all(void *ctx)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	struct app *app = view->app;
	struct commit_result result = { 0 };
	const struct err *err;

	err = import_apply(view->session, d->plan, &result);
	if (err != NULL)
		return err;
	app_say(app, _("New %lld, changed %lld, same %lld. u takes all of "
	    "it back."), (long long)d->plan->created,
	    (long long)d->plan->changed, (long long)d->plan->same);
	app_close(view);
	app_refresh(app);
	return NULL;
}

/* Answers to a large file are read once, before they are written. */
static const struct err *
ask_apply(struct view *view)
{
	struct import_view *d = view->data;
	const struct import_plan *plan;
	const struct err *err = d->stale ? import_view_read(view) : NULL;
	struct ask ask = { .title = _("Apply the import?"), .yes = write_all,
	    .ctx = view };
	const int64_t *asking;

	if (err != NULL)
		return err;
	plan = d->plan;
	asking = plan->asking;
	if (plan->open > 0 || (plan->refused > 0 && d->refused == NULL)) {
		app_say(view->app, _("Not all is settled yet."));
		return NULL;
	}
	ask.text = arena_printf(view->arena, _("New %lld, changed %lld, same "
	    "%lld, refused %lld.\nAll of it becomes one change set."),
	    (long long)(plan->created + asking[0]),
	    (long long)(plan->changed + asking[1]),
	    (long long)(plan->same + asking[2]), (long long)plan->refused);
	return ask_open(view->app, &ask);
}

const struct err *
import_settle_act(struct view *view, enum action_id action, bool *taken)
{
	static const struct {
		enum action_id	 action;
		const struct err *(*act)(struct view *view);
	} acts[] = {
		{ ACTION_settle, choose_answer },
		{ ACTION_settle_all, answer_all },
		{ ACTION_write_refused, ask_refused },
		{ ACTION_keep_answers, ask_name },
		{ ACTION_choose_mapping, choose_mapping },
		{ ACTION_import_apply, ask_apply },
	};
	size_t i;

	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (acts[i].action == action) {
			*taken = true;
			return acts[i].act(view);
		}
	return NULL;
}

/* --- from the command line ---------------------------------------------------- */

const struct err *
import_open_line(struct app *app, int argc, char *const *argv, bool *taken)
{
	struct import_options options = { .entity = ENTITY_NONE };
	int i;

	*taken = argc >= 2 && strcmp(argv[0], "import") == 0;
	for (i = 1; i < argc && *taken; i++) {
		bool more = i + 1 < argc;

		if (strcmp(argv[i], "--map") == 0 && more)
			options.map = argv[++i];
		else if (strcmp(argv[i], "--sheet") == 0 && more)
			options.sheet = argv[++i];
		else if (strcmp(argv[i], "--entity") == 0 && more)
			options.entity = entity_find(argv[++i]);
		else if (argv[i][0] != '-' && options.path == NULL)
			options.path = argv[i];
		else
			*taken = false;	/* the verb knows what it means */
	}
	*taken = *taken && options.path != NULL;
	return *taken ? app_open(app, &view_import, &options) : NULL;
}
