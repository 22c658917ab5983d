/* SPDX-License-Identifier: ISC */
/* search: the records that hold some words, best first. */
#include <inttypes.h>

#include "model/search.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { LIMIT = 100 };

static void
add_row(struct verb_call *call, struct rows *rows,
    const struct search_hit *hit)
{
	const struct field *field = entity_field(hit->of, hit->position);
	bool people = rows_format(rows) == ROWS_TABLE ||
	    rows_format(rows) == ROWS_PLAIN;
	enum lang lang = call->session->lang;
	struct buf piece = { 0 };

	if (people)
		search_piece(hit, &piece);
	rows_text(rows, people ? entity_get(hit->entity)->label[lang] :
	    entity_get(hit->entity)->key);
	rows_text(rows, people && hit->retired ? arena_printf(call->arena,
	    _("%s (retired)"), hit->ref) : hit->ref);
	rows_text(rows, hit->name);
	rows_text(rows, people ? field->label[lang] :
	    hit->of == hit->entity ? field->key :
	    arena_printf(call->arena, "%s.%s", entity_get(hit->of)->key,
	    field->key));
	rows_text(rows, people ? arena_strdup(call->arena, buf_str(&piece)) :
	    hit->piece);
	if (!people) {
		rows_text(rows, hit->retired ? "yes" : "no");
		rows_text(rows, hit->uuid);
	}
	buf_release(&piece);
}

static const struct err *
run(struct verb_call *call)
{
	struct rows *rows = NULL;
	struct buf text = { 0 };
	struct search search;
	struct search_hit *hit;
	const struct err *err;
	size_t limit, n, i;
	int64_t total;
	int k;

	err = rows_new(call, &rows);
	if (err == NULL)
		err = rows_limit(call, &limit);
	if (err != NULL)
		return err;
	if (verb_value(call, "limit") == NULL)
		limit = LIMIT;
	for (k = 0; k < call->operands; k++)
		buf_printf(&text, "%s ", call->operand[k]);
	search_begin(&search, call->session, call->arena, buf_str(&text));
	buf_release(&text);
	if (search.n == 0)
		return err_new(ERR_USAGE, _("Give at least one word to look "
		    "for."));
	err = search_all(&search, limit, &hit, &n, &total);
	if (err != NULL)
		return err;
	rows_column(rows, "entity", _("Entity"), false);
	rows_column(rows, "ref", _("Record"), false);
	rows_column(rows, "name", _("Name"), false);
	rows_column(rows, "field", _("Field"), false);
	rows_column(rows, "piece", _("Match"), false);
	if (rows_format(rows) != ROWS_TABLE &&
	    rows_format(rows) != ROWS_PLAIN) {
		rows_column(rows, "retired", "retired", false);
		rows_column(rows, "uuid", "uuid", false);
	}
	for (i = 0; i < n; i++)
		add_row(call, rows, &hit[i]);
	if ((int64_t)n < total)
		buf_printf(call->message, _("The best %zu of %" PRId64 " are "
		    "shown; -n shows more.\n"), n, total);
	return rows_end(rows);
}

static const struct verb_option options[] = {
	{ "limit", 'n', "LIMIT", N_("at most so many rows; 100 unless given") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_search = {
	.name = "search",
	.synopsis = "WORD… [-n LIMIT]",
	.help = N_("Find records of any kind by words, best first"),
	.options = options,
	.min = 1, .max = -1,
	.run = run,
};
