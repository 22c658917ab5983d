/* SPDX-License-Identifier: ISC */
#include "model/exchange/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "model/custom.h"
#include "model/exchange/import_impl.h"
#include "model/exchange/xlsx_read.h"

enum { HEADER_ROWS = 40, STEP = 256 };

/* --- reading the rows ------------------------------------------------- */

static bool
is_blank_row(const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->cell[i][strspn(row->cell[i], " \t\r\n")] != '\0' &&
		    strcmp(row->cell[i], "\u3000") != 0)
			return false;
	return true;
}

/* 合計, 小計 and 計 as the first word of a row. */
static bool
is_total_row(struct import_table *table, const struct csv_row *row)
{
	static const char *const totals[] = { "合計", "小計", "計", "総計" };
	const char *folded;
	size_t i = 0, k;

	while (i + 1 < row->n && *row->cell[i] == '\0')
		i++;
	folded = import_folded(table->scratch, row->cell[i]);
	for (k = 0; k < sizeof(totals) / sizeof(totals[0]); k++)
		if (strcmp(folded, totals[k]) == 0)
			return true;
	return false;
}

/* The header again, at the top of a printed page. */
static bool
is_header_row(const struct import_table *table, const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n && i < table->columns; i++)
		if (strcmp(row->cell[i], table->head.cell[i]) != 0)
			return false;
	return row->n >= table->columns;
}

/* Refuses what was not of the encoding that the file seems to have. */
static void
refuse_broken(struct import_table *table, const struct csv *csv,
    struct row *row)
{
	size_t i;

	for (i = 0; i < table->columns; i++)
		if ((table->column[i].key != NULL ||
		    table->column[i].unknown) &&
		    strstr(row->cell[i], "\uFFFD") != NULL)
			import_problem(table, row, &table->column[i],
			    row->cell[i], arena_printf(table->arena, _("Some "
			    "of this is not %s; save the file as UTF-8 or "
			    "CP932 and import it again."),
			    charset_name(csv_charset(csv))), false);
}

static void
keep_row(struct import_table *table, const struct csv *csv,
    const struct csv_row *from)
{
	struct row *row;
	size_t i;

	if (is_blank_row(from) || is_header_row(table, from) ||
	    (table->sheet && is_total_row(table, from))) {
		table->plan->skipped++;
		return;
	}
	table->row = mem_grow(table->row, &table->room, table->rows + 1,
	    sizeof(*table->row));
	row = &table->row[table->rows++];
	*row = (struct row){ .line = from->line };
	row->cell = arena_calloc(table->arena, table->columns,
	    sizeof(*row->cell));
	for (i = 0; i < table->columns; i++)
		row->cell[i] = i < from->n ? from->cell[i] : "";
	if (csv_bad(csv) > 0)
		refuse_broken(table, csv, row);
	for (; i < from->n; i++)
		if (*from->cell[i] != '\0') {
			import_problem(table, row, NULL, from->cell[i],
			    _("This cell stands right of the last header; "
			    "give its column a header."), false);
			break;
		}
}

static const struct err *
read_rows(struct import_table *table, const struct import_options *options,
    struct csv *csv)
{
	struct csv_row first[HEADER_ROWS], row;
	const struct err *err = NULL;
	size_t n = 0, head = 0, i;
	bool more = true;

	while (err == NULL && n < HEADER_ROWS) {
		err = csv_next(csv, table->arena, &first[n], &more);
		if (err != NULL || !more)
			break;
		n++;
	}
	if (err == NULL)
		err = columns_find(table, options, first, n, &head);
	if (err != NULL)
		return err;
	for (i = head + 1; i < n; i++)
		keep_row(table, csv, &first[i]);
	while (err == NULL && more) {
		err = csv_next(csv, table->arena, &row, &more);
		if (err == NULL && more)
			keep_row(table, csv, &row);
		if (!session_step(table->session, _("Reading"),
		    (int64_t)table->rows, 0))
			err = err_new(ERR_CANCELLED, _("The import was "
			    "stopped; nothing was written."));
	}
	table->plan->rows = (int64_t)table->rows;
	return err;
}

/* --- from rows to changes --------------------------------------------- */

/* Reads every row into the change set; judge: telling what is wrong. */
static const struct err *
go_through(struct import_table *table, bool judge)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < table->rows && err == NULL; i++) {
		struct reading reading = { .table = table,
		    .row = &table->row[i], .judge = judge };

		if (!judge && reading.row->refused)
			continue;
		err = row_read(&reading);
		if (err == NULL && !reading.row->refused)
			err = row_put(&reading);
		arena_reset(table->scratch);
		if (err == NULL && i % STEP == 0 &&
		    !session_step(table->session, _("Comparing"), (int64_t)i,
		    (int64_t)table->rows))
			err = err_new(ERR_CANCELLED, _("The import was "
			    "stopped; nothing was written."));
	}
	return err;
}

/* Rows that refer to refused ones are refused, and so on; true when any. */
static bool
refuse_waiting(struct import_table *table)
{
	bool again = true, any = false;
	size_t i;

	while (again) {
		again = false;
		for (i = 0; i < table->rows; i++) {
			struct row *row = &table->row[i];
			int other = row->waits_for - 1;

			if (row->refused || other < 0 ||
			    !table->row[other].refused)
				continue;
			import_problem(table, row, NULL, NULL, arena_printf(
			    table->scratch, _("It refers to line %ld, which "
			    "is refused; mend that one first."),
			    table->row[other].line), false);
			again = any = true;
		}
	}
	return any;
}

/* Puts a problem of the change set beside the cell that it came from. */
static void
place_problem(struct import_table *table, const struct problem *problem)
{
	struct row *row = problem->uuid == NULL ? NULL :
	    lookup_get(&table->records, problem->uuid);
	const struct column *column = NULL;
	struct row nowhere = { 0 };
	size_t i;

	for (i = 0; i < table->columns && problem->field != NULL; i++)
		if (table->column[i].key != NULL && column == NULL &&
		    strcmp(table->column[i].field->key, problem->field) == 0)
			column = &table->column[i];
	import_problem(table, row == NULL ? &nowhere : row, column,
	    problem->value, problem->reason, problem->warning);
}

/* Makes the change set of all rows that stand and has it judged. */
static const struct err *
make_changes(struct import_table *table, const struct import_options *options,
    bool judge, bool *again)
{
	struct import_plan *plan = table->plan;
	struct problems problems = { .arena = table->arena };
	struct commit_options commit = { .dry_run = true,
	    .problems = &problems };
	const struct err *err;
	struct target *target;
	size_t i;

	*again = false;
	changes_free(plan->changes);
	plan->changes = changes_new(table->session, "import");
	changes_reason(plan->changes, options->reason != NULL ?
	    options->reason : plan->file, options->ref);
	plan->created = plan->changed = plan->same = 0;
	memset(plan->asking, 0, sizeof(plan->asking));
	memset(plan->also, 0, sizeof(plan->also));
	for (target = table->fresh; target != NULL; target = target->next)
		target->used = false;
	err = go_through(table, judge);
	if (err != NULL)
		return err;
	*again = refuse_waiting(table);
	if (*again || changes_count(plan->changes) == 0 || options->unjudged)
		return NULL;
	err = register_commit(table->session, plan->changes, &commit, NULL);
	if (err == NULL || problems.errors == 0)
		return err;
	for (i = 0; i < problems.n; i++)
		place_problem(table, &problems.item[i]);
	*again = true;
	return NULL;
}

static int
by_line(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static const struct err *
plan_rows(struct import_table *table, const struct import_options *options)
{
	struct import_plan *plan = table->plan;
	struct store *store = register_reader(table->session);
	const struct err *err;
	bool again = true, first = true;
	size_t i, before;

	columns_ask(table);
	if (table->sheet) {
		sheet_prepare(table);
		sheet_repeat(table);
		sheet_unmerge(table);
		sheet_count_digits(table);
		sheet_count_networks(table);
	}
	err = store_hold(store);
	if (err == NULL)
		err = match_prepare(table);
	if (err == NULL)
		err = match_rows(table);
	while (err == NULL && again) {
		before = plan->problems.errors;
		err = make_changes(table, options, first, &again);
		first = false;
		if (again && plan->problems.errors == before)
			break;
	}
	store_let(store);
	for (i = 0; i < table->rows; i++)
		plan->refused += table->row[i].refused;
	if (plan->problems.n > 0)
		qsort(plan->problems.item, plan->problems.n,
		    sizeof(plan->problems.item[0]), by_line);
	return err;
}

static const struct err *
read_table(struct session *session, const struct import_options *options,
    struct import_plan *plan, char delimiter)
{
	struct import_table *table = arena_alloc(plan->arena, sizeof(*table));
	struct import_options chosen = *options;
	struct buf bytes = { 0 };
	const struct err *err;
	struct csv *csv = NULL;
	size_t i;

	plan->table = table;
	*table = (struct import_table){ .session = session, .plan = plan,
	    .arena = plan->arena, .scratch = arena_new() };
	err = xlsx_looks(options->path) ?
	    import_open_workbook(table, &chosen, &bytes, &csv) :
	    import_open_csv(table, &chosen, delimiter, &bytes, &csv);
	if (err == NULL)
		err = read_rows(table, &chosen, csv);
	if (table->foreign != NULL)
		plan->mapping = table->foreign;
	if (csv != NULL) {
		plan->charset = csv_charset(csv);
		table->delimiter = csv_delimiter(csv);
		table->bom = csv_bom(csv);
	}
	/* The rows are copied; a large file need not stay beside them. */
	csv_close(csv);
	buf_release(&bytes);
	if (err == NULL)
		err = plan_rows(table, options);
	lookup_release(&table->signs);
	lookup_release(&table->own);
	lookup_release(&table->records);
	lookup_release(&table->targets);
	lookup_release(&table->answers);
	lookup_release(&table->answered);
	lookup_release(&table->asked);
	for (i = 0; i < table->columns; i++) {
		lookup_release(&table->column[i].seen);
		lookup_release(&table->column[i].named);
	}
	arena_free(table->scratch);
	table->scratch = NULL;
	return err;
}

/* All the tables of ours in it, or one sheet. */
static const struct err *
read_workbook(struct session *session, const struct import_options *options,
    struct import_plan *plan)
{
	bool taken = false;
	const struct err *err = import_workbook(session, options, plan,
	    &taken);

	return err != NULL || taken ? err :
	    read_table(session, options, plan, ',');
}

/* --- the interface ---------------------------------------------------- */

/* What the file is called in messages. */
static const char *
file_name(const char *path, struct arena *arena)
{
	const char *base = strcmp(path, "-") == 0 ? _("standard input") :
	    path_base(path);
	struct buf safe = { 0 };
	const char *name;

	utf8_safe(&safe, base, strlen(base), 0);
	name = arena_strdup(arena, buf_str(&safe));
	buf_release(&safe);
	return name;
}

const struct err *
import_read(struct session *session, const struct import_options *options,
    struct import_plan **out)
{
	struct import_plan *plan = xcalloc(1, sizeof(*plan));
	const char *extension = path_extension(options->path);
	const struct err *err;

	*out = NULL;
	plan->arena = arena_new();
	plan->problems.arena = plan->arena;
	plan->file = file_name(options->path, plan->arena);
	plan->entity = ENTITY_asset;
	if (xlsx_looks(options->path))
		err = read_workbook(session, options, plan);
	else if (strcasecmp(extension, "json") == 0)
		err = import_json(session, options, plan);
	else if (strncasecmp(extension, "xls", 3) == 0 &&
	    path_exists(options->path))
		err = err_new(ERR_INPUT, _("%s is no workbook, although it is "
		    "called one. Open it in a spreadsheet and save it as "
		    ".xlsx, or as CSV."), plan->file);
	else if (*extension == '\0' || strcasecmp(extension, "csv") == 0 ||
	    strcasecmp(extension, "txt") == 0 ||
	    strncasecmp(extension, "xls", 3) == 0)
		err = read_table(session, options, plan, '\0');
	else if (strcasecmp(extension, "tsv") == 0)
		err = read_table(session, options, plan, '\t');
	else
		err = err_new(ERR_USAGE, _("%s cannot be imported; register "
		    "data is .csv, .tsv, .xlsx or .json."), plan->file);
	if (err == NULL)
		*out = plan;
	else
		import_free(plan);
	return err;
}

void
import_free(struct import_plan *plan)
{
	const struct err *err = NULL;

	if (plan == NULL)
		return;
	/* Reading the definitions again can wait for the next commit. */
	if (plan->changes != NULL)
		err = custom_forget(plan->changes->session);
	(void)err;
	if (plan->table != NULL)
		free(plan->table->row);
	changes_free(plan->changes);
	arena_free(plan->arena);
	free(plan);
}

int64_t
import_asking(const struct import_plan *plan)
{
	return plan->asking[0] + plan->asking[1] + plan->asking[2];
}

const struct err *
import_apply(struct session *session, struct import_plan *plan,
    struct commit_result *result)
{
	const struct err *err = NULL;

	*result = (struct commit_result){ 0 };
	if (plan->open > 0)
		return err_new(ERR_INVALID, _("Questions are open; answer "
		    "them first. Nothing was written."));
	if (plan->changes != NULL && changes_count(plan->changes) > 0)
		err = register_commit(session, plan->changes, NULL, result);
	if (err != NULL)
		return err;
	plan->created += plan->asking[0];
	plan->changed += plan->asking[1];
	plan->same += plan->asking[2];
	memset(plan->asking, 0, sizeof(plan->asking));
	return NULL;
}

const struct err *
import_write_refused(const struct import_plan *plan, const char *path)
{
	const struct import_table *table = plan->table;
	struct buf text = { 0 }, bytes = { 0 };
	struct csv_writer writer = { .out = &text };
	const struct err *err;
	size_t i, k;

	if (table == NULL)
		return err_new(ERR_USAGE, _("Refused rows of several tables "
		    "do not fit one file. Import %s sheet by sheet, with "
		    "--sheet."), plan->file);
	writer.delimiter = table->delimiter;
	for (k = 0; k < table->columns; k++)
		if (table->column[k].key != NULL || strcmp(
		    table->column[k].header, columns_reason(plan->entity)))
			csv_cell(&writer, table->column[k].header, false);
	csv_cell(&writer, columns_reason(plan->entity), false);
	csv_end_row(&writer);
	for (i = 0; i < table->rows; i++) {
		const struct row *row = &table->row[i];

		if (!row->refused)
			continue;
		for (k = 0; k < table->columns; k++)
			if (table->column[k].key != NULL ||
			    strcmp(table->column[k].header,
			    columns_reason(plan->entity)) != 0)
				csv_cell(&writer, row->cell[k], false);
		csv_cell(&writer, row->reasons, false);
		csv_end_row(&writer);
	}
	csv_encode(plan->charset, table->bom, buf_str(&text), &bytes, NULL);
	err = path_write(path, buf_str(&bytes), bytes.len, 0600);
	buf_release(&bytes);
	buf_release(&text);
	return err;
}
