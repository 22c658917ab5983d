/* SPDX-License-Identifier: ISC */
/*
 * A site's own checks: a table of queries with the columns of check.def, TAB
 * between them.
 */
#include <ctype.h>
#include <string.h>

#include "base/intl.h"
#include "base/path.h"
#include "model/check/check.h"
#include "model/exchange/csv.h"

enum { OWN_MAX = 1000, CODE_MAX = 10 };

enum column {
	COL_CODE, COL_ENTITY, COL_SEVERITY, COL_EN, COL_JA, COL_QUERY,
	COL_SOURCE, COL_ADVICE_EN, COL_ADVICE_JA, COL_CORE, COL_COUNT
};

static const struct {
	const char	*name;
	bool		 needed;	/* in the header */
} columns[COL_COUNT] = {
	[COL_CODE] = { "code", true }, [COL_ENTITY] = { "entity", true },
	[COL_SEVERITY] = { "severity", true }, [COL_EN] = { "en", false },
	[COL_JA] = { "ja", false }, [COL_QUERY] = { "query", true },
	[COL_SOURCE] = { "source", false },
	[COL_ADVICE_EN] = { "advice_en", false },
	[COL_ADVICE_JA] = { "advice_ja", false },
	[COL_CORE] = { "core", false },
};

struct reading {
	const struct session *session;
	struct arena	*arena;
	struct problems	*problems;
	struct check_set *set;
	size_t		 cap;
	const char	*file;
	int		 at[COL_COUNT];	/* of the row; -1: not there */
	const struct csv_row *row;
};

static void
problem(struct reading *reading, enum column column, const char *value,
    const char *reason)
{
	struct problem problem = { .file = reading->file,
		.line = reading->row == NULL ? 0 : reading->row->line,
		.column = column == COL_COUNT ? NULL : columns[column].name,
		.value = value, .reason = reason };

	problem_add(reading->problems, &problem);
}

static const char *
cell(const struct reading *reading, enum column column)
{
	int at = reading->at[column];

	return at < 0 || (size_t)at >= reading->row->n ? "" :
	    reading->row->cell[at];
}

/* --- the header ---------------------------------------------------------- */

static bool
read_header(struct reading *reading)
{
	size_t before = reading->problems->errors, i;
	int c;

	for (c = 0; c < COL_COUNT; c++)
		reading->at[c] = -1;
	for (i = 0; i < reading->row->n; i++) {
		for (c = 0; c < COL_COUNT && strcmp(columns[c].name,
		    reading->row->cell[i]) != 0; c++)
			;
		if (c == COL_COUNT)
			problem(reading, COL_COUNT, reading->row->cell[i],
			    _("There is no such column. The columns are: code, "
			    "entity, severity, en, ja, query, source, "
			    "advice_en, advice_ja."));
		else
			reading->at[c] = (int)i;
	}
	for (c = 0; c < COL_COUNT; c++)
		if (columns[c].needed && reading->at[c] < 0)
			problem(reading, (enum column)c, NULL,
			    _("This column is missing; the first line names "
			    "the columns, with TAB between them."));
	return reading->problems->errors == before;
}

/* --- a row --------------------------------------------------------------- */

static void
read_code(struct reading *reading, struct check_rule *rule)
{
	const char *code = cell(reading, COL_CODE), *s;
	bool fine = isupper((unsigned char)code[0]) &&
	    strlen(code) <= CODE_MAX && code[1] != '\0';

	for (s = code; *s != '\0'; s++)
		fine &= isupper((unsigned char)*s) || isdigit((unsigned char)*s);
	if (!fine)
		problem(reading, COL_CODE, code, _("A code is a capital letter "
		    "and up to nine more or digits, such as X001."));
	else if (code[0] == 'D' && strspn(code + 1, "0123456789") ==
	    strlen(code + 1))
		problem(reading, COL_CODE, code, _("D and a number are "
		    "daicho's own codes; begin yours with another letter."));
	else if (check_find(reading->set, code) != NULL)
		problem(reading, COL_CODE, code, _("This code is taken; give "
		    "each check its own."));
	rule->code = code;
}

static int
read_entity(struct reading *reading, struct check_rule *rule)
{
	const char *word = cell(reading, COL_ENTITY);
	int entity = entity_find(word);

	if (entity == ENTITY_NONE)
		problem(reading, COL_ENTITY, word, _("There is no such entity; "
		    "daicho fields lists them."));
	else
		rule->entities = UINT64_C(1) << entity;
	return entity;
}

static void
read_severity(struct reading *reading, struct check_rule *rule)
{
	const char *text = cell(reading, COL_SEVERITY);
	const struct choice *choices, *choice;
	size_t n;

	choices = choice_set("severity", &n);
	choice = choice_match(choices, n, text);
	if (choice == NULL)
		problem(reading, COL_SEVERITY, text, _("Write critical, high, "
		    "medium, low or info."));
	else
		rule->severity = choice->key;
}

static void
read_query(struct reading *reading, struct check_rule *rule, int entity)
{
	const char *text = cell(reading, COL_QUERY);
	const struct err *err;
	struct query *query;

	rule->query = text;
	if (*text == '\0') {
		problem(reading, COL_QUERY, NULL, _("Write the query that "
		    "finds what is wrong."));
	} else if (entity != ENTITY_NONE) {
		err = query_parse(reading->session, (enum entity_id)entity,
		    text, reading->arena, &query);
		if (err != NULL)
			problem(reading, COL_QUERY, NULL, err->msg);
	}
}

static const char *
either(const char *a, const char *b)
{
	return *a != '\0' ? a : b;
}

static void
read_row(struct reading *reading)
{
	struct check_rule *rule = arena_alloc(reading->arena, sizeof(*rule));
	const char *en = cell(reading, COL_EN), *ja = cell(reading, COL_JA);
	size_t before = reading->problems->errors;

	read_code(reading, rule);
	read_severity(reading, rule);
	read_query(reading, rule, read_entity(reading, rule));
	if (*en == '\0' && *ja == '\0')
		problem(reading, COL_EN, NULL, _("Give the check a name, in "
		    "en, in ja or in both."));
	rule->label[LANG_EN] = either(en, ja);
	rule->label[LANG_JA] = either(ja, en);
	rule->source = cell(reading, COL_SOURCE);
	en = cell(reading, COL_ADVICE_EN);
	ja = cell(reading, COL_ADVICE_JA);
	rule->advice[LANG_EN] = either(en, ja);
	rule->advice[LANG_JA] = either(ja, en);
	if (reading->problems->errors != before)
		return;
	reading->set->rule = arena_grow(reading->arena, reading->set->rule,
	    &reading->cap, reading->set->n + 1, sizeof(*reading->set->rule));
	reading->set->rule[reading->set->n++] = rule;
}

static const struct err *
read_rows(struct reading *reading, struct csv *csv)
{
	struct csv_row row;
	const struct err *err;
	bool more, header = false;
	size_t n = 0;

	for (;;) {
		err = csv_next(csv, reading->arena, &row, &more);
		if (err != NULL || !more)
			return err;
		reading->row = &row;
		if (row.cell[0][0] == '#' || (row.n == 1 &&
		    row.cell[0][0] == '\0'))
			continue;
		if (!header && !read_header(reading))
			return NULL;
		if (header)
			read_row(reading);
		header = true;
		if (++n > OWN_MAX)
			return err_new(ERR_INPUT, _("%s: these are more than "
			    "%d checks."), reading->file, OWN_MAX);
	}
}

static const struct err *
read_file(struct reading *reading, const char *path)
{
	struct csv *csv = NULL;
	const struct err *err;

	reading->file = arena_strdup(reading->arena, path);
	reading->row = NULL;
	err = csv_open(path, reading->file, '\t', &csv);
	if (err == NULL)
		err = read_rows(reading, csv);
	csv_close(csv);
	return err;
}

const struct err *
check_load(const struct session *session, const char *file,
    struct arena *arena, struct problems *problems, struct check_set *out)
{
	struct reading reading = { .session = session, .arena = arena,
		.problems = problems, .set = out };
	struct buf etc = { 0 }, own = { 0 };
	const struct err *err = NULL;
	const struct check_rule *rule;
	size_t before = problems->errors;

	memset(out, 0, sizeof(*out));
	for (rule = check_rules; rule->code != NULL; rule++) {
		out->rule = arena_grow(arena, out->rule, &reading.cap,
		    out->n + 1, sizeof(*out->rule));
		out->rule[out->n++] = rule;
	}
	buf_add(&etc, "/etc/daicho/checks.tsv");
	path_config(&own, "checks.tsv");
	if (path_exists(buf_str(&etc)))
		err = read_file(&reading, buf_str(&etc));
	if (err == NULL && path_exists(buf_str(&own)))
		err = read_file(&reading, buf_str(&own));
	if (err == NULL && file != NULL)
		err = read_file(&reading, file);
	buf_release(&etc);
	buf_release(&own);
	if (err == NULL && problems->errors != before)
		err = err_new(ERR_INPUT, _("Nothing was checked. Mend what is "
		    "named above and try again."));
	return err;
}
