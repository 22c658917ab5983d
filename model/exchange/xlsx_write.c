/* SPDX-License-Identifier: ISC */
#include "model/exchange/xlsx_write.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>
#include <zip.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"

enum {
	NAME_CHARS = 31,	/* of a sheet */
	WIDEST = 60,		/* column, in cells */
	BUTTON = 3,		/* room for the button of the filter */
	SPARE_ROWS = 500,	/* below the table that have the lists too */
	EPOCH = 25569,		/* serial of 1970-01-01 */
	FIRST_DAY = 61,		/* serial from which all agree: 1900-03-01 */
	LAST_DAY = 2958465,	/* 9999-12-31 */
	PAPER_A4 = 9,
	PIECE = 64 * 1024,
};

/* A list on the hidden sheet: a column. */
struct list {
	const char *const *word;
	size_t		 n;
};

struct use {			/* of a list, until its sheet is finished */
	size_t		 list;
	bool		 used;
};

struct xlsx {
	struct session	*session;
	struct arena	*arena;
	int		 fd;		/* the bytes, in memory */
	lxw_workbook	*book;
	lxw_format	*title, *head, *kind[XLSX_DATE + 1][2];
	const char	**name;		/* of the sheets, folded */
	size_t		 names, name_room;
	struct list	*list;
	size_t		 lists, list_room;
	/* the sheet being written */
	lxw_worksheet	*sheet;
	const char	*sheet_name;
	struct xlsx_column *column;
	struct use	*use;
	size_t		 columns;
	lxw_row_t	 head_row, row;
	size_t		 cell;
	struct buf	 text;
	bool		 failed;
	struct err	 err;
};

static void
fail(struct xlsx *book, const struct err *err)
{
	if (err == NULL || book->failed)
		return;
	book->failed = true;
	err_copy(&book->err, err);
}

static void
fail_lxw(struct xlsx *book, lxw_error error)
{
	if (error != LXW_NO_ERROR)
		fail(book, err_new(ERR_IO, _("The workbook cannot be made: "
		    "%s. Look whether the folder for temporary files has "
		    "room."), lxw_strerror(error)));
}

/* --- the book --------------------------------------------------------- */

static lxw_format *
cell_format(struct xlsx *book, enum xlsx_kind kind, bool wrap)
{
	static const char *const number[] = {
		[XLSX_TEXT] = "@", [XLSX_INT] = "0",
		[XLSX_DATE] = "yyyy\\-mm\\-dd",
	};
	lxw_format *format = workbook_add_format(book->book);

	format_set_num_format(format, number[kind]);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	if (wrap)
		format_set_text_wrap(format);
	return format;
}

static void
make_formats(struct xlsx *book)
{
	int kind;

	book->title = workbook_add_format(book->book);
	format_set_bold(book->title);
	book->head = workbook_add_format(book->book);
	format_set_bold(book->head);
	format_set_text_wrap(book->head);
	format_set_align(book->head, LXW_ALIGN_VERTICAL_CENTER);
	format_set_border(book->head, LXW_BORDER_THIN);
	format_set_bg_color(book->head, 0xD9E2EC);
	for (kind = XLSX_TEXT; kind <= XLSX_DATE; kind++) {
		book->kind[kind][0] = cell_format(book, kind, false);
		book->kind[kind][1] = cell_format(book, kind, true);
	}
}

struct xlsx *
xlsx_new(struct session *session, const char *title)
{
	struct xlsx *book = xcalloc(1, sizeof(*book));
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_doc_properties properties = { 0 };
	struct buf text = { 0 };

	book->session = session;
	book->arena = arena_new();
	book->fd = memfd_create("workbook", MFD_CLOEXEC);
	if (book->fd < 0) {
		fail(book, err_sys(_("The workbook cannot be made")));
		return book;
	}
	buf_printf(&text, "/proc/self/fd/%d", book->fd);
	book->book = workbook_new_opt(buf_str(&text), &options);
	if (book->book == NULL) {
		fail_lxw(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		goto done;
	}
	make_formats(book);
	buf_clear(&text);
	utf8_safe(&text, title, strlen(title), 0);
	properties.title = arena_strdup(book->arena, buf_str(&text));
	properties.created = (time_t)(session_now(session) / 1000);
	fail_lxw(book, workbook_set_properties(book->book, &properties));
done:
	buf_release(&text);
	return book;
}

void
xlsx_free(struct xlsx *book)
{
	if (book == NULL)
		return;
	if (book->book != NULL)
		lxw_workbook_free(book->book);
	if (book->fd >= 0)
		close(book->fd);
	buf_release(&book->text);
	arena_free(book->arena);
	free(book->name);
	free(book->list);
	free(book);
}

/* --- text ------------------------------------------------------------- */

/* "_x0041_" in a cell would be read as "A": its first "_" is spelt so too. */
static bool
is_escape(const char *s)
{
	return s[0] == '_' && s[1] == 'x' &&
	    strspn(s + 2, "0123456789abcdefABCDEF") >= 4 && s[6] == '_';
}

/* What a cell holds, and the number of its characters. */
static const char *
cell_text(struct xlsx *book, const char *s, size_t *characters)
{
	struct buf safe = { 0 };
	const char *p;

	buf_clear(&book->text);
	utf8_safe(&safe, s, strlen(s), UTF8_KEEP_NEWLINE);
	*characters = 0;
	for (p = buf_str(&safe); *p != '\0'; p++) {
		if (is_escape(p))
			buf_add(&book->text, "_x005F");
		buf_addc(&book->text, *p);
		*characters += ((unsigned char)*p & 0xC0) != 0x80;
	}
	buf_release(&safe);
	return buf_str(&book->text);
}

static void
put_string(struct xlsx *book, lxw_row_t row, size_t column, const char *s,
    lxw_format *format)
{
	size_t n;
	const char *text = cell_text(book, s, &n);

	if (n > XLSX_CELL)
		fail(book, err_new(ERR_INPUT, _("Row %lu of the sheet \"%s\" "
		    "has a text of %zu characters (%s); a cell holds %d. "
		    "Write CSV or JSON instead."), (unsigned long)row + 1,
		    book->sheet_name, n, column < book->columns ?
		    book->column[column].title : "", XLSX_CELL));
	else if (*text != '\0')
		fail_lxw(book, worksheet_write_string(book->sheet, row,
		    (lxw_col_t)column, text, format));
}

/* --- names of sheets -------------------------------------------------- */

static bool
is_taken(const struct xlsx *book, const char *name)
{
	size_t i;

	if (strcasecmp(name, "history") == 0)	/* Excel keeps it */
		return true;
	for (i = 0; i < book->names; i++)
		if (strcasecmp(book->name[i], name) == 0 ||
		    utf8_equal_folded(book->name[i], name))
			return true;
	return false;
}

/* The first n characters, none of them outside of the plane of most. */
static void
add_name(struct buf *out, const char *s, size_t n)
{
	size_t left = strlen(s);

	for (; n > 0 && left > 0; n--) {
		uint32_t cp;
		size_t len = utf8_next(s, left, &cp);

		if (cp >= 0x10000 || strchr("[]:*?/\\'", *s) != NULL)
			buf_addc(out, '_');
		else
			buf_addn(out, s, len);
		s += len;
		left -= len;
	}
}

static const char *
unique_name(struct xlsx *book, const char *wanted)
{
	struct buf safe = { 0 }, name = { 0 };
	char number[16] = "";
	const char *copy;
	unsigned n = 1;

	utf8_safe(&safe, wanted, strlen(wanted), 0);
	if (safe.len == 0)
		buf_add(&safe, "-");
	for (;;) {
		buf_clear(&name);
		add_name(&name, buf_str(&safe), NAME_CHARS - strlen(number));
		buf_add(&name, number);
		if (!is_taken(book, buf_str(&name)))
			break;
		snprintf(number, sizeof(number), " (%u)", ++n);
	}
	copy = arena_strdup(book->arena, buf_str(&name));
	book->name = mem_grow(book->name, &book->name_room, book->names + 1,
	    sizeof(*book->name));
	book->name[book->names++] = copy;
	buf_release(&name);
	buf_release(&safe);
	return copy;
}

/* --- lists of choices ------------------------------------------------- */

static bool
same_list(const struct list *list, const struct xlsx_column *column)
{
	size_t i;

	if (list->n != column->choices)
		return false;
	for (i = 0; i < list->n; i++)
		if (strcmp(list->word[i], column->choice[i]) != 0)
			return false;
	return true;
}

static size_t
list_of(struct xlsx *book, const struct xlsx_column *column)
{
	const char **word;
	size_t i;

	for (i = 0; i < book->lists; i++)
		if (same_list(&book->list[i], column))
			return i;
	word = arena_calloc(book->arena, column->choices, sizeof(*word));
	for (i = 0; i < column->choices; i++)
		word[i] = arena_strdup(book->arena, column->choice[i]);
	book->list = mem_grow(book->list, &book->list_room, book->lists + 1,
	    sizeof(*book->list));
	book->list[book->lists] = (struct list){ word, column->choices };
	return book->lists++;
}

static const char *
lists_name(void)
{
	return _("Choices");
}

/*
 * libxlsxwriter 1.1.4 copies the formula of a list twice and loses one copy;
 * that of any other rule it copies once.  So it becomes a list afterwards.
 */
static void
add_rule(struct xlsx *book, lxw_col_t column, lxw_row_t last, char *range)
{
	lxw_data_validation rule = {
		.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
		.value_formula = range,
		.ignore_blank = LXW_VALIDATION_ON,
		.dropdown = LXW_VALIDATION_ON,
		.error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
	};
	lxw_data_val_obj *added = NULL, *each;
	lxw_error error = worksheet_data_validation_range(book->sheet,
	    book->head_row + 1, column, last, column, &rule);

	fail_lxw(book, error);
	if (error != LXW_NO_ERROR)
		return;
	STAILQ_FOREACH(each, book->sheet->data_validations, list_pointers)
		added = each;
	if (added != NULL)
		added->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
}

/* Ties the columns of the finished sheet to their lists. */
static void
use_lists(struct xlsx *book)
{
	size_t i;
	lxw_row_t last = book->row + SPARE_ROWS;

	if (last >= XLSX_ROWS)
		last = XLSX_ROWS - 1;
	for (i = 0; i < book->columns && !book->failed; i++) {
		struct buf range = { 0 };
		char column[LXW_MAX_COL_NAME_LENGTH];

		if (!book->use[i].used)
			continue;
		lxw_col_to_name(column, (lxw_col_t)book->use[i].list, 1);
		buf_printf(&range, "='%s'!%s$1:%s$%zu", book->name[0], column,
		    column, book->list[book->use[i].list].n);
		add_rule(book, (lxw_col_t)i, last, range.s);
		buf_release(&range);
	}
}

/* The hidden sheet, last. */
static void
write_lists(struct xlsx *book)
{
	size_t i, row, longest = 0;

	if (book->lists == 0)
		return;
	book->sheet = workbook_add_worksheet(book->book, book->name[0]);
	book->columns = 0;
	if (book->sheet == NULL) {
		fail_lxw(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	worksheet_hide(book->sheet);
	for (i = 0; i < book->lists; i++)
		if (book->list[i].n > longest)
			longest = book->list[i].n;
	for (row = 0; row < longest; row++)
		for (i = 0; i < book->lists; i++)
			if (row < book->list[i].n)
				put_string(book, (lxw_row_t)row, i,
				    book->list[i].word[row],
				    book->kind[XLSX_TEXT][0]);
}

/* --- a sheet ---------------------------------------------------------- */

static void
finish_sheet(struct xlsx *book)
{
	lxw_row_t last;

	if (book->sheet == NULL || book->failed || book->columns == 0)
		return;
	last = book->row > book->head_row + 1 ? book->row - 1 :
	    book->head_row + 1;
	fail_lxw(book, worksheet_autofilter(book->sheet, book->head_row, 0,
	    last, (lxw_col_t)(book->columns - 1)));
	use_lists(book);
}

static void
set_page(struct xlsx *book)
{
	worksheet_set_landscape(book->sheet);
	worksheet_set_paper(book->sheet, PAPER_A4);
	worksheet_fit_to_pages(book->sheet, 1, 0);
	worksheet_set_margins(book->sheet, 0.4, 0.4, 0.6, 0.6);
	fail_lxw(book, worksheet_set_header(book->sheet, "&L&A"));
	fail_lxw(book, worksheet_set_footer(book->sheet, "&R&P / &N"));
	fail_lxw(book, worksheet_repeat_rows(book->sheet, book->head_row,
	    book->head_row));
	worksheet_freeze_panes(book->sheet, book->head_row + 1, 0);
}

static void
set_column(struct xlsx *book, size_t i, const struct xlsx_column *from)
{
	struct xlsx_column *column = &book->column[i];
	lxw_row_col_options options = { 0 };
	int width = from->width, title = utf8_width(from->title) + BUTTON;

	*column = *from;
	column->title = arena_strdup(book->arena, from->title);
	column->choice = NULL;
	if (from->choices > 0) {
		book->use[i].used = true;
		book->use[i].list = list_of(book, from);
	}
	if (width < title)
		width = title < WIDEST / 2 ? title : WIDEST / 2;
	if (width > WIDEST)
		width = WIDEST;
	options.hidden = from->hidden;
	fail_lxw(book, worksheet_set_column_opt(book->sheet, (lxw_col_t)i,
	    (lxw_col_t)i, width, book->kind[from->kind][from->wrap],
	    &options));
}

void
xlsx_sheet(struct xlsx *book, const struct xlsx_sheet *sheet)
{
	size_t i;

	finish_sheet(book);
	if (book->failed)
		return;
	if (book->names == 0)	/* ours comes first to its name */
		unique_name(book, lists_name());
	book->sheet_name = unique_name(book, sheet->name);
	book->sheet = workbook_add_worksheet(book->book, book->sheet_name);
	if (book->sheet == NULL) {
		fail_lxw(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	book->columns = sheet->columns;
	book->column = arena_calloc(book->arena, sheet->columns + 1,
	    sizeof(*book->column));
	book->use = arena_calloc(book->arena, sheet->columns + 1,
	    sizeof(*book->use));
	for (i = 0; i < sheet->columns; i++)
		set_column(book, i, &sheet->column[i]);
	for (i = 0; i < sheet->n_above; i++)
		put_string(book, (lxw_row_t)i, 0, sheet->above[i],
		    book->title);
	book->head_row = (lxw_row_t)sheet->n_above;
	for (i = 0; i < sheet->columns; i++)
		put_string(book, book->head_row, i, sheet->column[i].title,
		    book->head);
	book->row = book->head_row + 1;
	book->cell = 0;
	set_page(book);
}

/* --- cells ------------------------------------------------------------ */

/* The format of the next cell, or NULL when there is nothing to write. */
static lxw_format *
next_cell(struct xlsx *book, enum xlsx_kind kind)
{
	const struct xlsx_column *column;

	if (book->failed || book->row >= XLSX_ROWS)
		return NULL;
	if (book->cell >= book->columns) {
		fail(book, err_new(ERR_INTERNAL, _("A row of the sheet \"%s\" "
		    "has more cells than the header. Report this defect."),
		    book->sheet_name));
		return NULL;
	}
	column = &book->column[book->cell];
	return book->kind[kind][column->wrap];
}

void
xlsx_text(struct xlsx *book, const char *s)
{
	lxw_format *format = next_cell(book, XLSX_TEXT);

	if (format != NULL && s != NULL && *s != '\0')
		put_string(book, book->row, book->cell, s, format);
	book->cell++;
}

void
xlsx_int(struct xlsx *book, int64_t i)
{
	lxw_format *format = next_cell(book, XLSX_INT);
	struct buf digits = { 0 };

	if (format != NULL && i >= -(INT64_C(1) << 53) &&
	    i <= INT64_C(1) << 53) {
		fail_lxw(book, worksheet_write_number(book->sheet, book->row,
		    (lxw_col_t)book->cell, (double)i, format));
	} else if (format != NULL) {	/* a double would round it */
		buf_printf(&digits, "%lld", (long long)i);
		put_string(book, book->row, book->cell, buf_str(&digits),
		    format);
	}
	buf_release(&digits);
	book->cell++;
}

void
xlsx_date(struct xlsx *book, int32_t day)
{
	lxw_format *format = next_cell(book, XLSX_DATE);
	int64_t serial = (int64_t)day + EPOCH;
	char iso[DATE_LEN];

	if (format != NULL && serial >= FIRST_DAY && serial <= LAST_DAY) {
		fail_lxw(book, worksheet_write_number(book->sheet, book->row,
		    (lxw_col_t)book->cell, (double)serial, format));
	} else if (format != NULL) {
		date_format(day, iso);
		put_string(book, book->row, book->cell, iso, format);
	}
	book->cell++;
}

/* The error kept, in the ring again. */
static const struct err *
kept(const struct xlsx *book)
{
	return !book->failed ? NULL :
	    err_new(book->err.kind, "%s", book->err.msg);
}

const struct err *
xlsx_end_row(struct xlsx *book)
{
	if (book->row >= XLSX_ROWS)
		fail(book, err_new(ERR_INPUT, _("The sheet \"%s\" would have "
		    "more than %d rows, which no workbook holds. Choose "
		    "fewer, or write CSV or JSON."), book->sheet_name,
		    XLSX_ROWS));
	book->row++;
	book->cell = 0;
	return kept(book);
}

/* --- the file --------------------------------------------------------- */

/* The end of a part, read through: a full disk cuts without a word. */
static bool
part_is_whole(zip_t *zip, zip_uint64_t i)
{
	zip_file_t *part = zip_fopen_index(zip, i, 0);
	char piece[4096], end[2] = "";
	zip_int64_t n = -1;

	while (part != NULL && (n = zip_fread(part, piece, sizeof(piece))) > 0)
		end[0] = piece[n - 1] == '\n' && n > 1 ? piece[n - 2] :
		    piece[n - 1];
	if (part != NULL)
		zip_fclose(part);
	return n == 0 && end[0] == '>';
}

static bool
is_whole(const struct buf *bytes)
{
	zip_source_t *source = zip_source_buffer_create(bytes->s, bytes->len,
	    0, NULL);
	zip_t *zip = source == NULL ? NULL : zip_open_from_source(source,
	    ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	zip_int64_t i, n;
	bool whole;

	if (zip == NULL) {
		zip_source_free(source);
		return false;
	}
	n = zip_get_num_entries(zip, 0);
	whole = n > 0;
	for (i = 0; i < n && whole; i++)
		whole = part_is_whole(zip, (zip_uint64_t)i);
	zip_discard(zip);
	return whole;
}

static const struct err *
read_back(struct xlsx *book, struct buf *out)
{
	struct buf bytes = { 0 };
	char *piece = xmalloc(PIECE);
	const struct err *err = NULL;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(book->fd, piece, PIECE, at)) > 0) {
		buf_addn(&bytes, piece, (size_t)n);
		at += n;
	}
	if (n < 0)
		err = err_sys(_("The workbook cannot be made"));
	else if (!is_whole(&bytes))
		err = err_new(ERR_IO, _("The workbook cannot be made: a part "
		    "of it is cut off. Look whether the folder for temporary "
		    "files has room."));
	else
		buf_addn(out, bytes.s, bytes.len);
	buf_release(&bytes);
	free(piece);
	return err;
}

const struct err *
xlsx_bytes(struct xlsx *book, struct buf *out)
{
	const struct err *err;

	finish_sheet(book);
	if (!book->failed && book->sheet == NULL)
		fail(book, err_new(ERR_INPUT, _("A workbook without a sheet "
		    "cannot be written. Name what it is to hold.")));
	if (!book->failed)
		write_lists(book);
	if (!book->failed) {
		fail_lxw(book, workbook_close(book->book));
		book->book = NULL;	/* freed with it */
	}
	err = kept(book);
	if (err == NULL)
		err = read_back(book, out);
	xlsx_free(book);
	return err;
}

const struct err *
xlsx_save(struct xlsx *book, const char *path, unsigned mode)
{
	struct buf bytes = { 0 };
	const struct err *err = xlsx_bytes(book, &bytes);

	if (err == NULL)
		err = path_write(path, buf_str(&bytes), bytes.len, mode);
	buf_release(&bytes);
	return err;
}
