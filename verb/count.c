/* SPDX-License-Identifier: ISC */
/* count: how many records there are of each value, for surveys. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/lookup.h"
#include "model/register.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { KEYS = 8 };

/* One key of --by. */
struct by {
	size_t		 position;
	const struct field *field;
	size_t		 cut;		/* bytes of a day that count; 0: all */
	const char	*name;		/* as typed */
};

struct group {
	struct value	 value[KEYS];	/* of one item, or nothing */
	const char	*key;		/* the same as text */
	int64_t		 n;
};

struct count {
	const struct session *session;
	struct arena	*arena;
	enum entity_id	 entity;
	struct by	 by[KEYS];
	size_t		 n_by;
	struct group	*group;
	size_t		 n, cap;
	struct lookup	 by_key;	/* their numbers */
	int64_t		 records;
};

/* --- reading --by ------------------------------------------------------------ */

static const struct {
	const char	*word;
	size_t		 cut;
} cuts[] = {
	{ "year", 4 }, { "month", 7 }, { "day", 10 },
};

static const struct err *
read_cut(const char *word, struct by *by)
{
	size_t i;

	if (by->field->type != TYPE_DATE && by->field->type != TYPE_DATETIME)
		return err_new(ERR_USAGE, _("\"%s\" is no day; leave \":%s\" "
		    "out."), by->field->key, word);
	for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		if (strcmp(cuts[i].word, word) == 0)
			by->cut = cuts[i].cut;
	return by->cut > 0 ? NULL : err_new(ERR_USAGE, _("\"%s\" is none of: "
	    "year, month, day."), word);
}

static const struct err *
read_key(struct count *c, const char *text, size_t len)
{
	struct by *by = &c->by[c->n_by];
	const char *key, *cut;
	int position;

	if (c->n_by >= KEYS)
		return err_new(ERR_USAGE, _("At most %d keys can be counted "
		    "by."), KEYS);
	by->name = arena_strndup(c->arena, text, len);
	key = arena_strndup(c->arena, text, strcspn(by->name, ":"));
	cut = strchr(by->name, ':');
	position = entity_field_find(c->entity, key);
	if (position < 0)
		return err_new(ERR_USAGE, _("There is no field \"%s\". "
		    "daicho fields %s lists them."), key,
		    entity_get(c->entity)->key);
	by->position = (size_t)position;
	by->field = entity_field(c->entity, by->position);
	if (by->field->type == TYPE_COMPUTED)
		return err_new(ERR_USAGE, _("\"%s\" is worked out when it is "
		    "shown and cannot be counted by."), key);
	c->n_by++;
	return cut == NULL ? NULL : read_cut(cut + 1, by);
}

static const struct err *
read_by(struct count *c, const char *text)
{
	const struct err *err = NULL;
	size_t len;

	for (; err == NULL && text != NULL; text = text[len] == ',' ?
	    text + len + 1 : NULL) {
		len = strcspn(text, ",");
		err = read_key(c, text, len);
	}
	return err;
}

/* --- counting ------------------------------------------------------------------- */

static void
add_group(struct count *c, const struct value *value)
{
	struct buf key = { 0 };
	size_t at, i;

	for (i = 0; i < c->n_by; i++) {
		value_format_raw(c->by[i].field, &value[i], &key);
		buf_addc(&key, '\x1f');
	}
	at = lookup_number(&c->by_key, buf_str(&key));
	if (at == 0) {
		struct group *group;

		c->group = arena_grow(c->arena, c->group, &c->cap, c->n + 1,
		    sizeof(*c->group));
		group = &c->group[c->n++];
		*group = (struct group){ .key = arena_strdup(c->arena,
		    buf_str(&key)) };
		for (i = 0; i < c->n_by; i++)
			group->value[i] = value_copy(c->arena, &value[i]);
		at = c->n;
		lookup_put_number(&c->by_key, group->key, at);
	}
	c->group[at - 1].n++;
	buf_release(&key);
}

/* The year, month or day of a value as a text of that length. */
static struct value
cut_value(struct count *c, const struct by *by, const struct value *value)
{
	struct buf text = { 0 };
	struct value cut = { .kind = VALUE_TEXT };

	value_format(c->session, by->field, value, LANG_EN, &text);
	cut.s = arena_strndup(c->arena, buf_str(&text), by->cut);
	buf_release(&text);
	return cut;
}

/* Every combination of the values of a record, key by key. */
static void
combine(struct count *c, const struct record *record, size_t at,
    struct value *value)
{
	const struct value *now;
	size_t i;

	if (at == c->n_by) {
		add_group(c, value);
		return;
	}
	now = record_value(record, c->by[at].position);
	if (now->kind == VALUE_LIST) {
		for (i = 0; i < now->n; i++) {
			value[at] = (struct value){ .kind = VALUE_LIST,
			    .list = &now->list[i], .n = 1 };
			combine(c, record, at + 1, value);
		}
		return;
	}
	value[at] = now->kind != VALUE_NONE && c->by[at].cut > 0 ?
	    cut_value(c, &c->by[at], now) : *now;
	combine(c, record, at + 1, value);
}

static bool
count_record(void *ctx, const struct record *record)
{
	struct count *c = ctx;
	struct value value[KEYS] = { { .kind = VALUE_NONE } };

	c->records++;
	combine(c, record, 0, value);
	return true;
}

/* --- telling --------------------------------------------------------------------- */

/* Where a choice stands in its list. */
static size_t
place_of(const struct session *session, const struct field *field,
    const struct value *value)
{
	const struct choice *choices;
	size_t i, n;

	choices = field_choices(session, field, &n);
	for (i = 0; i < n; i++)
		if (value->kind == VALUE_TEXT &&
		    strcmp(choices[i].key, value->s) == 0)
			break;
	return i;
}

/* What rows are sorted by: text or number of each key, as people see it. */
struct sorted {
	struct count	*count;
	struct group	*group;
	const char	*text[KEYS];
};

static int
compare_key(const struct sorted *a, const struct sorted *b, size_t i)
{
	const struct value *x = &a->group->value[i];
	const struct value *y = &b->group->value[i];
	const struct by *by = &a->count->by[i];

	if (x->kind == VALUE_NONE || y->kind == VALUE_NONE)
		return (x->kind == VALUE_NONE) - (y->kind == VALUE_NONE);
	if (field_is_choice(by->field))
		return (int)place_of(a->count->session, by->field, x) -
		    (int)place_of(a->count->session, by->field, y);
	if (x->kind == VALUE_INT)
		return x->i < y->i ? -1 : x->i > y->i;
	return strcmp(a->text[i], b->text[i]);
}

static int
compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	size_t i;
	int order = 0;

	for (i = 0; order == 0 && i < x->count->n_by; i++)
		order = compare_key(x, y, i);
	return order;
}

static struct sorted *
sort(struct count *c)
{
	struct sorted *row = arena_calloc(c->arena, c->n + 1, sizeof(*row));
	struct buf text = { 0 };
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		row[i] = (struct sorted){ .count = c, .group = &c->group[i] };
		for (k = 0; k < c->n_by; k++) {
			buf_clear(&text);
			register_format(c->session, c->by[k].field,
			    &c->group[i].value[k], &text);
			row[i].text[k] = arena_strdup(c->arena,
			    buf_str(&text));
		}
	}
	buf_release(&text);
	qsort(row, c->n, sizeof(*row), compare);
	return row;
}

static void
add_cell(struct rows *rows, struct count *c, size_t k,
    const struct value *value)
{
	struct record *record;

	if (c->by[k].cut > 0) {
		rows_text(rows, value->kind == VALUE_TEXT ? value->s : NULL);
		return;
	}
	record = record_new(c->arena, c->entity);
	record_set(record, c->by[k].position, *value);
	rows_field(rows, record, c->by[k].position);
}

static const struct err *
tell(struct verb_call *call, struct rows *rows, struct count *c)
{
	struct sorted *row = sort(c);
	size_t i, k;

	for (k = 0; k < c->n_by; k++)
		rows_column(rows, c->by[k].name,
		    c->by[k].field->label[call->session->lang],
		    field_is_int(c->by[k].field) && c->by[k].cut == 0);
	rows_column(rows, "count", _("Count"), true);
	for (i = 0; i < c->n; i++) {
		for (k = 0; k < c->n_by; k++)
			add_cell(rows, c, k, &row[i].group->value[k]);
		rows_int(rows, row[i].group->n);
	}
	if (c->n_by > 0 && (rows_format(rows) == ROWS_TABLE ||
	    rows_format(rows) == ROWS_PLAIN))
		buf_printf(call->message, _("%" PRId64 " records.\n"),
		    c->records);
	return rows_end(rows);
}

static const struct err *
run(struct verb_call *call)
{
	struct count c = { .session = call->session, .arena = call->arena };
	struct query *query = NULL;
	struct fieldset want = { 0 };
	struct rows *rows = NULL;
	const struct err *err;
	size_t i;

	err = verb_entity(call->operand[0], &c.entity);
	if (err == NULL)
		err = rows_new(call, &rows);
	if (err == NULL)
		err = read_by(&c, verb_value(call, "by"));
	if (err == NULL)
		err = query_parse(call->session, c.entity,
		    verb_value(call, "where"), call->arena, &query);
	fieldset_add(&want, F_uuid);
	for (i = 0; i < c.n_by; i++)
		fieldset_add(&want, c.by[i].position);
	if (err == NULL)
		err = store_each(register_reader(call->session), c.entity,
		    query, NULL, 0, &want, count_record, &c);
	lookup_release(&c.by_key);
	if (err != NULL)
		return err;
	/* Without keys there is one number, be it 0. */
	if (c.n_by == 0 && c.n == 0) {
		add_group(&c, NULL);
		c.group[0].n = 0;
		lookup_release(&c.by_key);
	}
	return tell(call, rows, &c);
}

static const struct verb_option options[] = {
	{ "where", 'w', "QUERY", N_("only records that match") },
	{ "by", 0, "KEY,…", N_("a number for each value of these fields; days "
	    "by KEY:year or KEY:month") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_count = {
	.name = "count",
	.synopsis = "ENTITY [-w QUERY] --by KEY,…",
	.help = N_("Count records, by the values of fields"),
	.options = options,
	.min = 1, .max = 1,
	.run = run,
};
