/* SPDX-License-Identifier: ISC */
/* What an import asks people, and their answers. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/exchange/import_impl.h"

enum { ANSWERS_LIMIT = 100000 };

/* --- answers ---------------------------------------------------------- */

static bool
is_one_of(const char *answer, const char *const words[])
{
	struct buf folded = { 0 };
	bool found = false;

	utf8_fold_header(&folded, answer);
	for (; *words != NULL && !found; words++)
		found = strcmp(buf_str(&folded), *words) == 0;
	buf_release(&folded);
	return found;
}

bool
settle_is_skip(const char *answer)
{
	static const char *const words[] = { "-", "skip", "空欄",
	    "読まない", NULL };

	return is_one_of(answer, words);
}

bool
settle_is_notes(const char *answer)
{
	static const char *const words[] = { "notes", "note", "備考", NULL };

	return is_one_of(answer, words);
}

bool
settle_is_new(const char *answer)
{
	static const char *const words[] = { "new", "新規", NULL };

	return is_one_of(answer, words);
}

/* Column and value as one key; value "" is the column itself. */
static const char *
answer_key(struct arena *arena, const char *column, const char *value)
{
	return arena_printf(arena, "%s\x1f%s", import_folded(arena, column),
	    import_folded(arena, value));
}

/* A later answer to the same question counts. */
static void
add_answer(struct import_table *table, const char *column, const char *value,
    const char *answer)
{
	struct import_plan *plan = table->plan;
	const char *key = answer_key(table->arena, column, value);
	struct import_answer *slot = lookup_get(&table->answers, key);

	if (*column == '\0' || *answer == '\0' ||
	    plan->answers >= ANSWERS_LIMIT)
		return;
	if (slot == NULL) {
		slot = arena_alloc(table->arena, sizeof(*slot));
		slot->next = NULL;
		*table->answers_end = slot;
		table->answers_end = &slot->next;
		plan->answers++;
		lookup_put(&table->answers, key, slot);
	}
	slot->column = arena_strdup(table->arena, column);
	slot->value = arena_strdup(table->arena, value);
	slot->answer = arena_strdup(table->arena, answer);
	lookup_put(&table->answered, import_folded(table->arena, column), slot);
}

/* The rows of a file: "column,value,answer", or "header,key" as of old. */
static const struct err *
read_answers(struct import_table *table, struct csv *csv)
{
	struct arena *arena = arena_new();
	const struct err *err = NULL;
	struct csv_row row;
	bool more = true, whole = false, first = true;

	while ((err = csv_next(csv, arena, &row, &more)) == NULL && more) {
		if (first && row.n >= 3 &&
		    strcasecmp(row.cell[0], "column") == 0 &&
		    strcasecmp(row.cell[1], "value") == 0)
			whole = true;
		else if (whole && row.n >= 3)
			add_answer(table, row.cell[0], row.cell[1],
			    row.cell[2]);
		else if (!whole && row.n >= 2)
			add_answer(table, row.cell[0], "", *row.cell[1] ==
			    '\0' ? "-" : row.cell[1]);
		first = false;
		arena_reset(arena);
	}
	arena_free(arena);
	return err;
}

/* The lines of a mapping of the register: tabs between the three. */
static void
read_lines(struct import_table *table, const char *text)
{
	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, "\n");
		char *line = arena_strndup(table->arena, text, n);
		char *value = strchr(line, '\t');
		char *answer = value == NULL ? NULL : strchr(value + 1, '\t');

		if (answer != NULL) {
			*value++ = *answer++ = '\0';
			add_answer(table, line, value, answer);
		}
		text += n + (text[n] == '\n');
	}
}

static const struct err *
find_mapping(struct session *session, const char *name, struct arena *arena,
    struct record **out)
{
	struct store *store = register_reader(session);
	const struct err *err;
	const char *uuid;
	size_t n = 0;

	*out = NULL;
	err = store_lookup(store, ENTITY_mapping, F_mapping_name, name, arena,
	    &uuid, 1, &n);
	if (err == NULL && n == 1)
		err = store_get(store, ENTITY_mapping, uuid, NULL, arena,
		    out);
	if (*out != NULL && record_has(*out, F_retired_at))
		*out = NULL;
	return err;
}

const struct err *
settle_load(struct import_table *table, const struct import_options *options)
{
	const struct import_answer *answer;
	const struct err *err = NULL;
	struct record *mapping = NULL;
	struct csv *csv = NULL;

	table->answers_end = &table->plan->answer;
	if (options->map != NULL && strcmp(options->map, "asset-sheet") != 0) {
		err = find_mapping(table->session, options->map,
		    table->arena, &mapping);
		if (err == NULL && mapping != NULL) {
			read_lines(table, record_text(mapping,
			    F_mapping_answers));
		} else if (err == NULL && !path_exists(options->map)) {
			err = err_new(ERR_USAGE, _("There is no mapping "
			    "\"%s\"; it is asset-sheet, a name of \"daicho "
			    "list mappings\" or a file of answers."),
			    options->map);
		} else if (err == NULL) {
			err = csv_open(options->map, path_base(options->map),
			    '\0', &csv);
			if (err == NULL)
				err = read_answers(table, csv);
			csv_close(csv);
		}
	}
	for (answer = options->answer; answer != NULL && err == NULL;
	    answer = answer->next)
		add_answer(table, answer->column, answer->value,
		    answer->answer);
	return err;
}

const char *
settle_answer(struct import_table *table, const char *column,
    const char *value)
{
	const struct import_answer *slot;

	if (table->answers.n == 0)
		return NULL;
	slot = lookup_get(&table->answers,
	    answer_key(table->scratch, column, value));
	return slot == NULL ? NULL : slot->answer;
}

bool
settle_speaks_of(struct import_table *table, const char *column)
{
	return lookup_get(&table->answered,
	    import_folded(table->scratch, column)) != NULL;
}

/* --- questions -------------------------------------------------------- */

struct import_question *
settle_ask(struct import_table *table, const struct import_question *asked,
    long line)
{
	struct import_plan *plan = table->plan;
	const char *key = answer_key(table->scratch, asked->column,
	    asked->value);
	size_t at = lookup_number(&table->asked, key);
	struct import_question *question;
	struct arena *arena = table->arena;

	if (at == 0) {
		plan->question = arena_grow(arena, plan->question,
		    &table->question_room, plan->questions + 1,
		    sizeof(*plan->question));
		question = &plan->question[plan->questions];
		at = ++plan->questions;
		*question = *asked;
		question->column = arena_strdup(arena, asked->column);
		question->value = arena_strdup(arena, asked->value);
		question->allowed = arena_strdup(arena, asked->allowed);
		question->answer = arena_strdup(arena, asked->answer);
		question->wrong = arena_strdup(arena, asked->wrong);
		lookup_put_number(&table->asked, arena_strdup(arena, key), at);
		plan->open += question->answer == NULL;
	}
	question = &plan->question[at - 1];
	if (line > 0 && question->rows < IMPORT_LINES)
		question->line[question->rows] = line;
	question->rows += line > 0;
	return question;
}

void
reading_ask(struct reading *reading, const struct column *column,
    enum import_ask kind, const char *text, const char *allowed,
    const char *answer)
{
	struct import_question asked = { .kind = kind,
	    .column = column->header, .field = column->field,
	    .value = reading->asked != NULL ? reading->asked : text,
	    .allowed = allowed, .wrong = reading->answer,
	    .answer = reading->answer != NULL ? NULL : answer };

	if (!reading->judge)
		return;
	reading->row->asks = true;
	settle_ask(reading->table, &asked, reading->row->line);
}

/* "備考2: old label" in the notes of the record. */
static void
keep_in_notes(struct reading *reading, const struct column *column,
    const char *text)
{
	struct record *record = reading_record(reading, PART_RECORD);
	int notes = entity_field_find(record->entity, "notes");
	const char *before = notes < 0 ? NULL :
	    record_text(record, (size_t)notes);

	if (notes >= 0)
		record_set_text(record, (size_t)notes,
		    arena_printf(reading->table->scratch, "%s%s%s: %s",
		    before == NULL ? "" : before, before == NULL ? "" : "\n",
		    column->header, text));
}

void
settle_cell(struct reading *reading, const struct column *column,
    const char **text)
{
	const char *answer = settle_answer(reading->table, column->header,
	    *text);
	size_t n;

	if (answer == NULL)
		return;
	if (settle_is_notes(answer))
		keep_in_notes(reading, column, *text);
	if (settle_is_notes(answer) || settle_is_skip(answer)) {
		*text = NULL;
		return;
	}
	reading->asked = *text;
	reading->answer = answer;
	if (settle_is_new(answer) && field_is_ref(column->field))
		return;
	/* The label in brackets may stand behind what was proposed. */
	n = strcspn(answer, "(");
	if (n > 1 && answer[n] == '(' && answer[n - 1] == ' ')
		answer = arena_strndup(reading->table->scratch, answer, n - 1);
	*text = answer;
}

const char *
settle_choices(struct import_table *table, const struct field *field)
{
	const struct choice *rows;
	struct buf out = { 0 };
	const char *copy;
	size_t n, i;

	rows = field_choices(table->session, field, &n);
	for (i = 0; i < n; i++)
		buf_printf(&out, "%s (%s) | ", rows[i].key,
		    rows[i].label[table->session->lang]);
	buf_add(&out, "notes | -");
	copy = arena_strdup(table->scratch, buf_str(&out));
	buf_release(&out);
	return copy;
}

/* --- files and mappings ----------------------------------------------- */

static void
put_line(struct csv_writer *writer, const char *column, const char *value,
    const char *answer, const struct import_question *question)
{
	struct buf lines = { 0 };
	char rows[24] = "";
	int64_t i;

	if (question != NULL)
		snprintf(rows, sizeof(rows), "%lld",
		    (long long)question->rows);
	for (i = 0; question != NULL && i < question->rows &&
	    i < IMPORT_LINES; i++)
		buf_printf(&lines, "%s%ld", i == 0 ? "" : " ",
		    question->line[i]);
	if (question != NULL && question->rows > IMPORT_LINES)
		buf_add(&lines, " …");
	csv_cell(writer, column, false);
	csv_cell(writer, value, false);
	csv_cell(writer, answer, false);
	csv_cell(writer, question == NULL ? "" : question->allowed, false);
	csv_cell(writer, rows, false);
	csv_cell(writer, buf_str(&lines), false);
	csv_end_row(writer);
	buf_release(&lines);
}

const struct err *
import_write_questions(const struct import_plan *plan, const char *path)
{
	static const char *const head[] = { "column", "value", "answer",
	    "allowed", "rows", "lines" };
	struct buf text = { 0 }, bytes = { 0 };
	struct csv_writer writer = { .out = &text, .delimiter = ',' };
	const struct import_answer *given;
	const struct err *err;
	size_t i;

	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		csv_cell(&writer, head[i], false);
	csv_end_row(&writer);
	for (i = 0; i < plan->questions; i++) {
		const struct import_question *question = &plan->question[i];

		put_line(&writer, question->column, question->value,
		    question->answer == NULL ? "" : question->answer,
		    question);
	}
	/* What was answered before stays, so that the file is the whole. */
	for (given = plan->answer; given != NULL; given = given->next) {
		bool again = false;

		for (i = 0; i < plan->questions && !again; i++)
			again = strcmp(plan->question[i].column,
			    given->column) == 0 && strcmp(
			    plan->question[i].value, given->value) == 0;
		if (!again)
			put_line(&writer, given->column, given->value,
			    given->answer, NULL);
	}
	csv_encode(CHARSET_UTF8, true, buf_str(&text), &bytes, NULL);
	err = path_write(path, buf_str(&bytes), bytes.len, 0600);
	buf_release(&bytes);
	buf_release(&text);
	return err;
}

/* Blanks do not count in comparing, so a tab may be one. */
static void
add_word(struct buf *out, const char *word, char end)
{
	for (; *word != '\0'; word++)
		buf_addc(out, (unsigned char)*word < ' ' ? ' ' : *word);
	buf_addc(out, end);
}

static void
add_line(struct buf *out, const char *column, const char *value,
    const char *answer)
{
	add_word(out, column, '\t');
	add_word(out, value, '\t');
	add_word(out, answer, '\n');
}

const struct err *
import_save_answers(struct session *session, const struct import_plan *plan,
    const char *name)
{
	struct changes *changes = changes_new(session, "edit");
	struct arena *arena = arena_new();
	const struct import_answer *given;
	struct record *record, *before = NULL;
	struct buf text = { 0 };
	const struct err *err;
	size_t i;

	for (given = plan->answer; given != NULL; given = given->next)
		add_line(&text, given->column, given->value, given->answer);
	for (i = 0; i < plan->questions; i++)
		if (plan->question[i].answer != NULL)
			add_line(&text, plan->question[i].column,
			    plan->question[i].value,
			    plan->question[i].answer);
	err = find_mapping(session, name, arena, &before);
	if (err != NULL || text.len == 0)
		goto done;
	record = record_new(arena, ENTITY_mapping);
	if (before != NULL)
		record_set_text(record, F_uuid, before->uuid);
	record_set_text(record, F_mapping_name, name);
	record_set_text(record, F_mapping_entity,
	    entity_get(plan->entity)->key);
	record_set_text(record, F_mapping_answers, buf_str(&text));
	changes_put(changes, record);
	err = register_commit(session, changes, NULL, NULL);
done:
	buf_release(&text);
	arena_free(arena);
	changes_free(changes);
	return err;
}
