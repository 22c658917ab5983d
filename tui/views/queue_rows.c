/* SPDX-License-Identifier: ISC */
#include "tui/views/queue_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/check/keep.h"
#include "model/discovery/finding.h"
#include "tui/views/finding.h"
#include "tui/words.h"

enum { CHUNK = 500 };

static const char *const levels[QUEUE_LEVELS] = {
	"info", "low", "medium", "high", "critical",
};

static const struct {
	int32_t		 days;
	const char	*label;
} ages[] = {
	{ 1, N_("Found today") },
	{ 7, N_("Found in the last 7 days") },
	{ 30, N_("Found in the last 30 days") },
	{ INT32_MAX, N_("Found earlier") },
};

/* What a finding is grouped by. */
struct ground {
	const char	*key, *label;
	int		 order;		/* 0: as they come */
};

void
queue_rows_release(struct queue_rows *rows)
{
	store_keys_release(&rows->keys);
	arena_free(rows->arena);
	*rows = (struct queue_rows){ .by = rows->by };
}

/* --- grouping ------------------------------------------------------------ */

static struct ground
by_age(const struct session *session, const struct record *finding)
{
	int32_t days = session_today(session) -
	    clock_day(record_int(finding, F_created_at));
	int i = 0;

	while (days >= ages[i].days)
		i++;
	return (struct ground){ ages[i].label, gettext(ages[i].label), i + 1 };
}

static struct ground
by_result(const struct session *session, const struct record *finding)
{
	const struct check_rule *check = finding_check(finding);
	const char *key = record_text(finding, F_finding_result);
	const struct choice *choice = key == NULL ? NULL :
	    choice_find("finding_result", key);

	if (check != NULL)
		return (struct ground){ check->code,
		    check->label[session->lang], 0 };
	return (struct ground){ key != NULL ? key : "", choice != NULL ?
	    choice->label[session->lang] : _("No result"), 0 };
}

static struct ground
by_zone(const struct session *session, const struct record *finding,
    struct arena *arena)
{
	const char *note = record_text(finding, F_finding_evidence);
	struct facts facts = { 0 };

	if (note != NULL)
		facts_parse(note, arena, &facts);
	if (facts.zone == NULL)
		return (struct ground){ "", _("No zone"), 0 };
	return (struct ground){ facts.zone,
	    register_name_of(session, facts.zone, arena), 0 };
}

static int64_t
key_of(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return -(int64_t)(h >> 1) - 1;
}

static struct queue_group *
group_of(struct queue_rows *rows, size_t *cap, const struct ground *ground)
{
	int64_t key = key_of(ground->key);
	struct queue_group *group;
	size_t i;

	for (i = 0; i < rows->n_groups; i++)
		if (rows->group[i].key == key)
			return &rows->group[i];
	rows->group = arena_grow(rows->arena, rows->group, cap,
	    rows->n_groups + 1, sizeof(*rows->group));
	group = &rows->group[rows->n_groups++];
	*group = (struct queue_group){ .key = key, .folded = true,
	    .order = ground->order,
	    .label = arena_strdup(rows->arena, ground->label) };
	return group;
}

static void
count_in(struct queue_group *group, const struct record *finding)
{
	const char *severity = record_text(finding, F_finding_severity);
	int64_t due = record_int(finding, F_finding_due);
	int i;

	group->n++;
	for (i = 0; severity != NULL && i < QUEUE_LEVELS; i++)
		group->level[i] += strcmp(levels[i], severity) == 0;
	if (due != 0 && (group->due == 0 || due < group->due))
		group->due = due;
}

/* Reads what they are grouped by; of[i]: the group of key i. */
static const struct err *
read_groups(struct session *session, struct queue_rows *rows, size_t *of)
{
	static const size_t fields[] = { F_finding_result, F_finding_severity,
	    F_finding_due, F_finding_evidence, F_finding_rule, F_created_at };
	struct record *page[CHUNK];
	struct arena *arena = arena_new();
	struct fieldset want = { { 0 } };
	const struct err *err = NULL;
	size_t i, first, cap = 0;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	for (first = 0; err == NULL && first < rows->keys.n; first += CHUNK) {
		size_t n = rows->keys.n - first < CHUNK ?
		    rows->keys.n - first : CHUNK;

		arena_reset(arena);
		err = store_rows(register_reader(session), &rows->keys, first,
		    n, &want, arena, page);
		for (i = 0; err == NULL && i < n; i++) {
			struct ground ground = { "", "–", 0 };
			struct queue_group *group;

			if (page[i] != NULL)
				ground = rows->by == QUEUE_BY_AGE ?
				    by_age(session, page[i]) :
				    rows->by == QUEUE_BY_RESULT ?
				    by_result(session, page[i]) :
				    by_zone(session, page[i], arena);
			group = group_of(rows, &cap, &ground);
			of[first + i] = (size_t)(group - rows->group);
			if (page[i] != NULL)
				count_in(group, page[i]);
			else
				group->n++;
		}
	}
	arena_free(arena);
	return err;
}

/* The keys, group by group; within one they keep their order. */
static void
order_keys(struct queue_rows *rows, const size_t *of)
{
	size_t *place = arena_calloc(rows->arena, rows->n_groups + 1,
	    sizeof(*place));
	int64_t *key = arena_calloc(rows->arena, rows->keys.n + 1,
	    sizeof(*key));
	size_t i, first = 0;
	int order, last = 0;

	for (i = 0; i < rows->n_groups; i++)
		if (rows->group[i].order > last)
			last = rows->group[i].order;
	for (order = 0; order <= last; order++)
		for (i = 0; i < rows->n_groups; i++) {
			if (rows->group[i].order != order)
				continue;
			rows->group[i].first = place[i] = first;
			first += rows->group[i].n;
		}
	for (i = 0; i < rows->keys.n; i++)
		key[place[of[i]]++] = rows->keys.key[i];
	if (rows->keys.n > 0)
		memcpy(rows->keys.key, key, rows->keys.n * sizeof(*key));
}

static int
compare_groups(const void *a, const void *b)
{
	const struct queue_group *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static void
lay_rows(struct queue_rows *rows)
{
	size_t i, k;

	rows->n = 0;
	for (i = 0; i < rows->n_groups; i++) {
		const struct queue_group *group = &rows->group[i];

		rows->at[rows->n] = SIZE_MAX - i;
		rows->row[rows->n++] = group->key;
		for (k = 0; !group->folded && k < group->n; k++) {
			rows->at[rows->n] = group->first + k;
			rows->row[rows->n++] = rows->keys.key[group->first + k];
		}
	}
}

const struct err *
queue_rows_set(struct session *session, struct queue_rows *rows,
    enum queue_by by, struct store_keys *keys)
{
	struct queue_rows new = { .by = by, .keys = *keys };
	const struct err *err;
	size_t *of, i, k;

	new.row = keys->key;
	new.n = keys->n;
	if (by != QUEUE_PLAIN) {
		new.arena = arena_new();
		of = arena_calloc(new.arena, keys->n + 1, sizeof(*of));
		err = read_groups(session, &new, of);
		if (err != NULL) {
			arena_free(new.arena);
			return err;
		}
		order_keys(&new, of);
		if (new.n_groups > 1)
			qsort(new.group, new.n_groups, sizeof(*new.group),
			    compare_groups);
		for (i = 0; i < new.n_groups; i++)
			for (k = 0; k < rows->n_groups && rows->by == by; k++)
				if (rows->group[k].key == new.group[i].key)
					new.group[i].folded =
					    rows->group[k].folded;
		new.row = arena_calloc(new.arena, keys->n + new.n_groups + 1,
		    sizeof(*new.row));
		new.at = arena_calloc(new.arena, keys->n + new.n_groups + 1,
		    sizeof(*new.at));
		lay_rows(&new);
	}
	*keys = (struct store_keys){ 0 };
	queue_rows_release(rows);
	*rows = new;
	return NULL;
}

/* --- rows ---------------------------------------------------------------- */

struct queue_group *
queue_rows_group(const struct queue_rows *rows, size_t row)
{
	if (rows->at == NULL || row >= rows->n ||
	    SIZE_MAX - rows->at[row] >= rows->n_groups)
		return NULL;
	return &rows->group[SIZE_MAX - rows->at[row]];
}

size_t
queue_rows_index(const struct queue_rows *rows, size_t row)
{
	const struct queue_group *group = queue_rows_group(rows, row);

	return group != NULL ? group->first : rows->at == NULL ? row :
	    row < rows->n ? rows->at[row] : 0;
}

size_t
queue_rows_find(struct queue_rows *rows, size_t index)
{
	size_t i;

	if (rows->at == NULL)
		return index;
	for (i = 0; i < rows->n_groups; i++) {
		struct queue_group *group = &rows->group[i];

		if (index >= group->first && index < group->first + group->n &&
		    group->folded)
			queue_rows_fold(rows, group);
	}
	for (i = 0; i < rows->n && rows->at[i] != index; i++)
		;
	return i;
}

void
queue_rows_fold(struct queue_rows *rows, struct queue_group *group)
{
	group->folded = !group->folded;
	lay_rows(rows);
}

void
queue_rows_fold_all(struct queue_rows *rows, bool folded)
{
	size_t i;

	for (i = 0; i < rows->n_groups; i++)
		rows->group[i].folded = folded;
	lay_rows(rows);
}

static int
compare_keys(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

size_t
queue_rows_chosen(const struct queue_rows *rows, const int64_t *key, size_t n,
    struct arena *arena, int64_t **out)
{
	const int64_t *of = rows->keys.key;
	size_t i, g, total = 0, kept = 0, most = n;

	for (i = 0; i < n; i++)
		for (g = 0; key[i] < 0 && g < rows->n_groups; g++)
			most += rows->group[g].key == key[i] ?
			    rows->group[g].n : 0;
	*out = arena_calloc(arena, most + 1, sizeof(**out));
	for (i = 0; i < n; i++) {
		if (key[i] >= 0)
			(*out)[total++] = key[i];
		for (g = 0; key[i] < 0 && g < rows->n_groups; g++) {
			const struct queue_group *group = &rows->group[g];

			if (group->key != key[i])
				continue;
			memcpy(*out + total, of + group->first,
			    group->n * sizeof(*of));
			total += group->n;
		}
	}
	if (total > 1)
		qsort(*out, total, sizeof(**out), compare_keys);
	for (i = 0; i < total; i++)
		if (kept == 0 || (*out)[kept - 1] != (*out)[i])
			(*out)[kept++] = (*out)[i];
	return kept;
}

/* --- words --------------------------------------------------------------- */

void
queue_rows_words(const struct session *session,
    const struct queue_group *group, struct buf *out)
{
	bool first = true;
	int i;

	buf_printf(out, "%s %s  ", group->folded ? "▶" : "▼", group->label);
	buf_printf(out, _("%zu in all"), group->n);
	buf_add(out, "  ");
	for (i = QUEUE_LEVELS - 1; i >= 0; i--) {
		if (group->level[i] == 0)
			continue;
		buf_printf(out, "%s%s %zu", first ? "" : _(", "),
		    severity_word(levels[i], NULL), group->level[i]);
		first = false;
	}
	if (group->due == 0)
		return;
	buf_printf(out, "  %s ", _("due"));
	words_due(session, group->due, out);
}

const char *
queue_by_words(enum queue_by by)
{
	static const char *const words[QUEUE_BYS] = {
		[QUEUE_BY_AGE] = N_("by age"),
		[QUEUE_BY_RESULT] = N_("by finding"),
		[QUEUE_BY_ZONE] = N_("by zone"),
	};

	return words[by] == NULL ? "" : gettext(words[by]);
}
