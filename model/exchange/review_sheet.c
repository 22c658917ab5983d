/* SPDX-License-Identifier: ISC */
#include "model/exchange/review_sheet.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/path.h"
#include "base/utf8.h"
#include "model/discovery/discover.h"
#include "model/exchange/csv.h"
#include "model/exchange/jdate.h"
#include "base/lookup.h"
#include "model/exchange/xlsx_read.h"
#include "model/exchange/xlsx_write.h"

enum { SPARE_ROWS = 10, FILE_MODE = 0600, NAME_MAX_BYTES = 120 };

/* The columns, in the order of the sheet. */
enum {
	COL_NO, COL_NAME, COL_KIND, COL_MAKER, COL_MODEL, COL_SERIAL,
	COL_PLACE, COL_USER, COL_ANSWER, COL_SEEN, COL_BY, COL_ON, COL_NOTE,
	COL_ITEM, COLUMNS
};

static const struct {
	enum entity_id	 entity;
	size_t		 position;
	int		 width;
	enum xlsx_kind	 kind;
} columns[COLUMNS] = {
	[COL_NO] = { ENTITY_asset, F_asset_asset_no, 12, XLSX_TEXT },
	[COL_NAME] = { ENTITY_asset, F_asset_name, 24, XLSX_TEXT },
	[COL_KIND] = { ENTITY_asset, F_asset_kind, 12, XLSX_TEXT },
	[COL_MAKER] = { ENTITY_asset, F_asset_manufacturer, 14, XLSX_TEXT },
	[COL_MODEL] = { ENTITY_asset, F_asset_model, 16, XLSX_TEXT },
	[COL_SERIAL] = { ENTITY_asset, F_asset_serial, 16, XLSX_TEXT },
	[COL_PLACE] = { ENTITY_asset, F_asset_location, 18, XLSX_TEXT },
	[COL_USER] = { ENTITY_asset, F_asset_user, 12, XLSX_TEXT },
	[COL_ANSWER] = { ENTITY_review_item, F_review_item_answer, 10,
	    XLSX_TEXT },
	[COL_SEEN] = { ENTITY_review_item, F_review_item_seen_place, 18,
	    XLSX_TEXT },
	[COL_BY] = { ENTITY_review_item, F_review_item_by, 12, XLSX_TEXT },
	[COL_ON] = { ENTITY_review_item, F_review_item_on, 12, XLSX_DATE },
	[COL_NOTE] = { ENTITY_review_item, F_notes, 24, XLSX_TEXT },
	[COL_ITEM] = { ENTITY_review_item, F_uuid, 0, XLSX_TEXT },
};

static const struct field *
field_of(size_t column)
{
	return entity_field(columns[column].entity, columns[column].position);
}

/* --- writing ------------------------------------------------------------------- */

struct sheets {
	struct session	*session;
	const struct review *review;
	struct arena	*arena;
	const char	*folder;
	const char	*answer[REVIEW_ANSWERS];	/* words to choose */
	size_t		 answers;
	const char	**path;		/* written so far */
	size_t		 n;
};

static const char *
answer_label(const struct session *session, enum review_answer answer)
{
	const struct choice *choice = answer == REVIEW_NONE ? NULL :
	    choice_find("review_answer", review_answer_key(answer));

	return choice == NULL ? NULL : choice->label[session->lang];
}

static void
field_cell(struct sheets *sheets, struct xlsx *book,
    const struct record *asset, size_t column)
{
	struct buf text = { 0 };

	if (asset != NULL)
		register_format(sheets->session, field_of(column),
		    record_value(asset, columns[column].position), &text);
	xlsx_text(book, buf_str(&text));
	buf_release(&text);
}

static const struct err *
write_item(struct sheets *sheets, struct xlsx *book,
    const struct review_item *item)
{
	struct fieldset want = { { 0 } };
	struct record *asset;
	const struct err *err;
	size_t i;

	for (i = COL_NO; i <= COL_USER; i++)
		fieldset_add(&want, columns[i].position);
	err = store_get(register_reader(sheets->session), ENTITY_asset,
	    item->asset, &want, sheets->arena, &asset);
	if (err != NULL)
		return err;
	for (i = COL_NO; i <= COL_USER; i++)
		field_cell(sheets, book, asset, i);
	xlsx_text(book, answer_label(sheets->session, item->answer));
	xlsx_text(book, item->place);
	xlsx_text(book, item->by == NULL ? NULL : register_name_of(
	    sheets->session, item->by, sheets->arena));
	if (item->on != 0)
		xlsx_date(book, item->on);
	else
		xlsx_text(book, NULL);
	xlsx_text(book, item->note);
	xlsx_text(book, item->uuid);
	return xlsx_end_row(book);
}

static bool
belongs(const struct review_item *item, const char *department)
{
	return department == NULL ? item->department == NULL :
	    item->department != NULL &&
	    strcmp(item->department, department) == 0;
}

static void
begin_sheet(struct sheets *sheets, struct xlsx *book, const char *department)
{
	struct xlsx_column column[COLUMNS];
	char due[DATE_LEN] = "";
	const char *above[3];
	struct xlsx_sheet sheet = { .name = sheets->review->name,
	    .above = above, .n_above = 3, .column = column,
	    .columns = COLUMNS };
	size_t i;

	memset(column, 0, sizeof(column));
	for (i = 0; i < COLUMNS; i++)
		column[i] = (struct xlsx_column){
		    .title = field_of(i)->label[sheets->session->lang],
		    .width = columns[i].width, .kind = columns[i].kind,
		    .wrap = i == COL_NAME || i == COL_PLACE || i == COL_NOTE,
		    .hidden = i == COL_ITEM };
	column[COL_ANSWER].choice = sheets->answer;
	column[COL_ANSWER].choices = sheets->answers;
	if (sheets->review->due != 0)
		date_format(sheets->review->due, due);
	above[0] = arena_printf(sheets->arena, _("Review sheet: %s"),
	    sheets->review->name);
	above[1] = arena_printf(sheets->arena, _("%s   answers due %s"),
	    department, due);
	above[2] = _("Say for each asset what you found. What stands there "
	    "and is not on the list goes below it.");
	xlsx_sheet(book, &sheet);
}

/* A department's name as a file's, of whole characters. */
static const char *
file_name(struct arena *arena, const char *title)
{
	size_t n = strlen(title), i;
	char *name;

	if (n > NAME_MAX_BYTES)
		for (n = NAME_MAX_BYTES; n > 0 && (title[n] & 0xC0) == 0x80;)
			n--;
	name = arena_strndup(arena, title, n);
	for (i = 0; i < n; i++)
		if (strchr("/\\:*?\"<>|", name[i]) != NULL ||
		    (unsigned char)name[i] < ' ' || name[i] == 0x7f)
			name[i] = '_';
	return name;
}

/* Two departments whose names make one have a file each. */
static const char *
sheet_path(const struct sheets *sheets, const char *title)
{
	const char *name = file_name(sheets->arena, title), *path = NULL;
	size_t i, number;

	for (number = 1; path == NULL; number++) {
		path = arena_printf(sheets->arena, number == 1 ?
		    "%s/%s%s.xlsx" : "%s/%s%s-%zu.xlsx", sheets->folder,
		    name[0] == '.' ? "_" : "", name, number);
		for (i = 0; path != NULL && i < sheets->n; i++)
			if (strcasecmp(sheets->path[i], path) == 0)
				path = NULL;
	}
	return path;
}

/* all: every department on one sheet. */
static const struct err *
write_sheet(struct sheets *sheets, const char *department, bool all,
    const char *title)
{
	struct xlsx *book = xlsx_new(sheets->session, sheets->review->name);
	const struct review *review = sheets->review;
	const struct err *err = NULL;
	const char *path;
	size_t i, k;

	begin_sheet(sheets, book, title);
	for (i = 0; err == NULL && i < review->n; i++)
		if (all || belongs(&review->item[i], department))
			err = write_item(sheets, book, &review->item[i]);
	for (i = 0; err == NULL && i < SPARE_ROWS; i++) {
		for (k = 0; k < COLUMNS; k++)
			xlsx_text(book, NULL);
		err = xlsx_end_row(book);
	}
	if (err != NULL) {
		xlsx_free(book);
		return err;
	}
	path = sheet_path(sheets, title);
	err = xlsx_save(book, path, FILE_MODE);
	if (err == NULL)
		sheets->path[sheets->n++] = path;
	return err;
}

const struct err *
review_sheets(struct session *session, const struct review *review,
    const char *folder, bool by_department, struct arena *arena,
    const char ***path, size_t *n)
{
	struct sheets sheets = { .session = session, .review = review,
	    .arena = arena, .folder = folder };
	const struct err *err = path_mkdirs(folder);
	size_t i;
	int answer;

	for (answer = REVIEW_PRESENT; answer < REVIEW_ANSWERS; answer++)
		sheets.answer[sheets.answers++] = answer_label(session,
		    (enum review_answer)answer);
	sheets.path = arena_calloc(arena, review->departments + 1,
	    sizeof(*sheets.path));
	if (!by_department && err == NULL)
		err = write_sheet(&sheets, NULL, true, review->name);
	for (i = 0; by_department && err == NULL && i < review->departments;
	    i++) {
		const char *d = review->department[i].department;

		err = write_sheet(&sheets, d, false, d == NULL ?
		    _("Without a department") :
		    register_name_of(session, d, arena));
	}
	*path = sheets.path;
	*n = sheets.n;
	return err;
}

/* --- reading ------------------------------------------------------------------- */

struct reading {
	struct session	*session;
	const struct review *review;
	struct arena	*arena;
	struct problems	*problems;
	struct review_answers *out;
	const char	*file;
	int		 at[COLUMNS];	/* column of the file; -1: none */
	int64_t		 number;	/* of the next finding */
	struct lookup	 items;		/* by uuid and by folded number */
	struct lookup	 known;		/* unregistered things found before */
};

static const char *
cell(const struct reading *reading, const struct csv_row *row, size_t column)
{
	int at = reading->at[column];

	return at < 0 || (size_t)at >= row->n ? "" : row->cell[at];
}

static void
complain(struct reading *reading, const struct csv_row *row, size_t column,
    const char *reason)
{
	struct problem problem = { .file = reading->file, .line = row->line,
	    .column = field_of(column)->label[reading->session->lang],
	    .field = field_of(column)->key,
	    .value = cell(reading, row, column), .reason = reason };

	problem_add(reading->problems, &problem);
}

/* True when the row is the header: an asset number and an answer. */
static bool
read_header(struct reading *reading, const struct csv_row *row)
{
	size_t i, k;
	int lang;

	for (i = 0; i < COLUMNS; i++) {
		reading->at[i] = -1;
		for (k = 0; k < row->n && reading->at[i] < 0; k++)
			for (lang = 0; lang < LANG_COUNT; lang++)
				if (utf8_equal_folded(row->cell[k],
				    field_of(i)->label[lang]))
					reading->at[i] = (int)k;
	}
	return reading->at[COL_NO] >= 0 && reading->at[COL_ANSWER] >= 0;
}

/* Numbers are compared as people write them. */
static const char *
folded(const struct reading *reading, const char *text)
{
	struct buf out = { 0 };

	utf8_fold(&out, text);
	text = arena_strdup(reading->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

static void
index_items(struct reading *reading)
{
	size_t i;

	for (i = 0; i < reading->review->n; i++) {
		struct review_item *item = &reading->review->item[i];

		lookup_put(&reading->items, item->uuid, item);
		if (item->asset_no != NULL)
			lookup_put(&reading->items, folded(reading,
			    item->asset_no), item);
	}
}

static const struct review_item *
find_item(const struct reading *reading, const struct csv_row *row)
{
	const char *uuid = cell(reading, row, COL_ITEM);
	const char *no = cell(reading, row, COL_NO);

	if (*uuid != '\0')
		return lookup_get(&reading->items, uuid);
	return *no == '\0' ? NULL :
	    lookup_get(&reading->items, folded(reading, no));
}

/* The title of a finding without its number. */
static bool
note_known(void *ctx, const struct record *record)
{
	struct reading *reading = ctx;
	const char *title = record_text(record, F_finding_title);

	if (title != NULL && !record_has(record, F_finding_subject)) {
		title += strcspn(title, " ");
		title += strspn(title, " ");
		lookup_put(&reading->known, arena_strdup(reading->arena,
		    title), reading);
	}
	return true;
}

static const struct err *
index_known(struct reading *reading)
{
	struct query *query = NULL;
	const struct err *err;

	err = query_parse(reading->session, ENTITY_finding,
	    "origin=person rule=review", reading->arena, &query);
	return err != NULL ? err : store_each(register_reader(
	    reading->session), ENTITY_finding, query, NULL, 0, NULL,
	    note_known, reading);
}

static const char *
text_or_null(const char *text)
{
	return *text == '\0' ? NULL : text;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The answer, the person and the day of a row; false when one is wrong. */
static bool
read_reply(struct reading *reading, const struct csv_row *row,
    struct review_reply *reply)
{
	size_t before = reading->problems->errors, n;
	const struct choice *set = choice_set("review_answer", &n);
	const struct choice *choice = choice_match(set, n,
	    cell(reading, row, COL_ANSWER));
	const char *by = cell(reading, row, COL_BY);
	const char *on = cell(reading, row, COL_ON);
	char uuid[UUID_LEN];
	int answer;

	for (answer = REVIEW_PRESENT; choice != NULL &&
	    answer < REVIEW_ANSWERS; answer++)
		if (strcmp(review_answer_key((enum review_answer)answer),
		    choice->key) == 0)
			reply->answer = (enum review_answer)answer;
	if (choice == NULL)
		complain(reading, row, COL_ANSWER, arena_printf(
		    reading->arena, _("There are %s, %s, %s and %s."),
		    set[0].label[reading->session->lang],
		    set[1].label[reading->session->lang],
		    set[2].label[reading->session->lang],
		    set[3].label[reading->session->lang]));
	if (*by != '\0' && register_resolve(reading->session, TO(person), by,
	    uuid) != NULL)
		complain(reading, row, COL_BY, _("No such person is in the "
		    "register; add the person, or leave the cell empty."));
	else if (*by != '\0')
		reply->by = arena_strdup(reading->arena, uuid);
	if (*on != '\0' && jdate_read(on, false, &reply->on) != JDATE_DAY)
		complain(reading, row, COL_ON, _("Write the day as in "
		    "2026-05-18."));
	reply->place = text_or_null(cell(reading, row, COL_SEEN));
	reply->note = text_or_null(cell(reading, row, COL_NOTE));
	return reading->problems->errors == before;
}

static bool
is_same(const struct review_item *item, const struct review_reply *reply)
{
	return item->answer == reply->answer &&
	    same_text(item->place, reply->place) &&
	    same_text(item->note, reply->note) &&
	    (reply->by == NULL || same_text(item->by, reply->by)) &&
	    (reply->on == 0 || item->on == reply->on);
}

static void
take_answer(struct reading *reading, const struct csv_row *row,
    const struct review_item *item)
{
	struct review_reply reply = { .item = item->uuid, .rev = item->rev };

	if (*cell(reading, row, COL_ANSWER) == '\0') {
		reading->out->empty++;
		return;
	}
	if (!read_reply(reading, row, &reply))
		return;
	if (is_same(item, &reply)) {
		reading->out->same++;
		return;
	}
	reading->out->answered++;
	review_reply(reading->session, reading->out->changes, &reply);
}

/* What is on no list: named by what was written about it. */
static void
take_unregistered(struct reading *reading, const struct csv_row *row)
{
	struct buf words = { 0 };
	const char *what, *place = cell(reading, row, COL_SEEN);
	size_t i;

	for (i = COL_NO; i <= COL_SERIAL; i++) {
		const char *text = cell(reading, row, i);

		if (*text != '\0')
			buf_printf(&words, "%s%s", words.len > 0 ? " " : "",
			    text);
	}
	what = arena_strdup(reading->arena, buf_str(&words));
	buf_release(&words);
	if (*place == '\0')
		place = cell(reading, row, COL_PLACE);
	reading->out->unregistered++;
	/* The sheet may be read again. */
	if (lookup_get(&reading->known, what) != NULL)
		return;
	lookup_put(&reading->known, what, reading);
	review_unregistered(reading->session, reading->out->changes,
	    reading->review, reading->number++, what, text_or_null(place));
}

static bool
is_empty(const struct reading *reading, const struct csv_row *row)
{
	size_t i;

	for (i = COL_NO; i <= COL_ANSWER; i++)
		if (*cell(reading, row, i) != '\0')
			return false;
	return true;
}

static void
take_row(struct reading *reading, const struct csv_row *row)
{
	const struct review_item *item;

	if (is_empty(reading, row))
		return;
	reading->out->rows++;
	item = find_item(reading, row);
	if (item != NULL)
		take_answer(reading, row, item);
	else if (*cell(reading, row, COL_ITEM) != '\0')
		complain(reading, row, COL_NO, _("This row belongs to another "
		    "review."));
	else
		take_unregistered(reading, row);
}

static const struct err *
read_table(struct reading *reading, struct csv *csv)
{
	const struct err *err = NULL;
	struct csv_row row;
	bool more = true, header = false;

	while (err == NULL) {
		err = csv_next(csv, reading->arena, &row, &more);
		if (err != NULL || !more)
			break;
		if (header)
			take_row(reading, &row);
		else
			header = read_header(reading, &row);
	}
	if (err == NULL && !header)
		err = err_new(ERR_INPUT, _("%s is no review sheet: no row "
		    "names the columns %s and %s."), reading->file,
		    field_of(COL_NO)->label[reading->session->lang],
		    field_of(COL_ANSWER)->label[reading->session->lang]);
	return err;
}

const struct err *
review_read(struct session *session, const struct review *review,
    const char *path, struct arena *arena, struct problems *problems,
    struct review_answers *out)
{
	struct reading reading = { .session = session, .review = review,
	    .arena = arena, .problems = problems, .out = out,
	    .file = path_base(path) };
	const struct err *err;
	struct buf bytes = { 0 };
	struct csv *csv = NULL;

	*out = (struct review_answers){
		.changes = changes_new(session, "review") };
	index_items(&reading);
	err = index_known(&reading);
	if (err == NULL)
		err = finding_next_number(session, &reading.number);
	if (err == NULL && xlsx_looks(path)) {
		err = xlsx_read(session, path, reading.file, 0, &bytes,
		    problems);
		if (err == NULL)
			err = csv_open_bytes(buf_str(&bytes), bytes.len,
			    reading.file, ',', &csv);
	} else if (err == NULL) {
		err = csv_open(path, reading.file, '\0', &csv);
	}
	if (err == NULL)
		err = read_table(&reading, csv);
	csv_close(csv);
	buf_release(&bytes);
	lookup_release(&reading.items);
	lookup_release(&reading.known);
	if (err != NULL || changes_count(out->changes) == 0) {
		changes_free(out->changes);
		out->changes = NULL;
	}
	return err;
}
