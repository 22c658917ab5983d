/* SPDX-License-Identifier: ISC */
/*
 * The job that reads a workbook: its sheets by name, or one of them as CSV in
 * which row n of the sheet is row n.  Cells are what a person saw, formulas
 * what they came to; a cell merged downwards says the same in all its rows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "base/intl.h"
#include "base/mem.h"
#include "model/exchange/csv.h"
#include "model/exchange/xlsx_impl.h"
#include "model/exchange/xlsx_read.h"

enum {
	INFLATED = 1 << 30,		/* bytes of all parts read */
	STRINGS = 128 << 20,		/* bytes of shared strings */
	ROWS = 1048576,
	MERGES = 100000,
	SEND_AT = 256 * 1024,
};

struct merge {
	uint32_t	 column, first, last;	/* rows from 1 */
};

enum cell_type {
	CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN, CELL_ERROR,
	CELL_DATE
};

struct job {
	int		 fd_out;
	bool		 broken;	/* home does not listen */
	struct buf	 out;
	struct xlsx_zip	 zip;
	struct arena	*arena;

	/* the book */
	const char	*book;		/* part of the workbook */
	bool		 from_1904;
	int32_t		 want, sheets;
	const char	*relation;	/* id of the wanted sheet */
	const char	*target;	/* of the relation looked for */
	const char	*wanted_id, *wanted_type;

	/* formats */
	struct xlsx_format *format;	/* by number of a cell's style */
	size_t		 formats, format_room;
	struct custom { int id; struct xlsx_format format; } *custom;
	size_t		 customs, custom_room;
	bool		 in_cell_formats;

	/* shared strings: text NUL text NUL */
	struct buf	 strings;
	size_t		*string;	/* where each begins */
	size_t		 n_strings, string_room;
	int		 phonetic;	/* depth of rPh */
	bool		 in_text;

	/* the sheet */
	struct merge	*merge;
	size_t		 merges, merge_room, next_merge;
	uint32_t	 repeat_until[XLSX_READ_COLUMNS];
	struct buf	 repeat[XLSX_READ_COLUMNS];
	struct buf	 cell[XLSX_READ_COLUMNS];
	uint32_t	 row, written, width;
	bool		 filled;	/* the row has a cell with something */
	uint32_t	 column;
	enum cell_type	 type;
	size_t		 style;
	bool		 in_value, formula, has_value;
	struct buf	 value;
	struct buf	 csv;
	struct csv_writer writer;
	int64_t		 formulas, warnings;
	uint32_t	 first_formula;
};

/* --- home ------------------------------------------------------------- */

static void
send_out(struct job *job)
{
	size_t done = 0;

	while (done < job->out.len && !job->broken) {
		ssize_t n = write(job->fd_out, job->out.s + done,
		    job->out.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR)
			job->broken = true;
	}
	buf_clear(&job->out);
}

static void
tell(struct job *job, enum xlsx_message type, const void *head, size_t n,
    const char *s, size_t len)
{
	uint32_t length = (uint32_t)(n + len);

	buf_addc(&job->out, (char)type);
	buf_addn(&job->out, &length, sizeof(length));
	buf_addn(&job->out, head, n);
	buf_addn(&job->out, s, len);
	if (job->out.len >= SEND_AT)
		send_out(job);
}

static void
tell_csv(struct job *job)
{
	size_t at, n;

	for (at = 0; at < job->csv.len; at += n) {
		n = job->csv.len - at;
		if (n > XLSX_BODY)
			n = XLSX_BODY;
		tell(job, XLSX_PIECE, "", 0, job->csv.s + at, n);
	}
	buf_clear(&job->csv);
}

/* reason is an N_() text. */
static void
warn(struct job *job, int64_t row, const char *value, const char *reason)
{
	struct buf body = { 0 };

	if (job->warnings++ >= XLSX_READ_WARNINGS)
		return;
	buf_add(&body, value);
	buf_addc(&body, '\0');
	buf_add(&body, reason);
	tell(job, XLSX_WARNING, &row, sizeof(row), body.s, body.len);
	buf_release(&body);
}

/* --- relations: which part is it -------------------------------------- */

static const char *
on_relation(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;
	const char *id = xlsx_attribute(element, "Id");
	const char *type = xlsx_attribute(element, "Type");
	const char *target = xlsx_attribute(element, "Target");
	const char *mode = xlsx_attribute(element, "TargetMode");

	if (strcmp(element->name, "Relationship") != 0 || target == NULL ||
	    job->target != NULL ||
	    (mode != NULL && strcmp(mode, "External") == 0))
		return NULL;
	if (job->wanted_id != NULL ? id != NULL &&
	    strcmp(id, job->wanted_id) == 0 : type != NULL &&
	    strrchr(type, '/') != NULL &&
	    strcmp(strrchr(type, '/') + 1, job->wanted_type) == 0)
		job->target = arena_strdup(job->arena, target);
	return NULL;
}

/*
 * The part that a part refers to, by id or by the end of the type; NULL in
 * *part when there is none.
 */
static const char *
find_part(struct job *job, const char *from, const char *id,
    const char *type, const char **part)
{
	static const struct xlsx_handlers handlers = { .begin = on_relation };
	const char *slash = strrchr(from, '/'), *name, *wrong;
	int folder = slash == NULL ? 0 : (int)(slash + 1 - from);

	*part = NULL;
	job->wanted_id = id;
	job->wanted_type = type;
	job->target = NULL;
	name = arena_printf(job->arena, "%.*s_rels/%s.rels", folder, from,
	    from + folder);
	if (!xlsx_has_part(&job->zip, name))
		return NULL;
	wrong = xlsx_read_part(&job->zip, name, &handlers, job);
	if (wrong != NULL || job->target == NULL)
		return wrong;
	if (*job->target == '/')
		*part = job->target + 1;
	else
		*part = arena_printf(job->arena, "%.*s%s", folder, from,
		    job->target);
	return NULL;
}

/* --- the book --------------------------------------------------------- */

static const char *
on_book(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;
	const char *value;
	char hidden;

	if (strcmp(element->name, "workbookPr") == 0) {
		value = xlsx_attribute(element, "date1904");
		job->from_1904 = value != NULL && (strcmp(value, "1") == 0 ||
		    strcmp(value, "true") == 0);
	}
	if (strcmp(element->name, "sheet") != 0)
		return NULL;
	if (job->sheets == XLSX_READ_SHEETS)
		return N_("It has more than 1000 sheets. Split it.");
	if (job->sheets++ == job->want)
		job->relation = arena_strdup(job->arena,
		    xlsx_attribute(element, "id"));
	if (job->want >= 0)
		return NULL;
	value = xlsx_attribute(element, "state");
	hidden = value != NULL && strcmp(value, "visible") != 0;
	value = xlsx_attribute(element, "name");
	if (value == NULL)
		value = "";
	tell(job, XLSX_SHEET, &hidden, 1, value, strlen(value));
	return NULL;
}

/* --- formats ---------------------------------------------------------- */

static struct xlsx_format
format_of(const struct job *job, int id)
{
	size_t i;

	for (i = 0; i < job->customs; i++)
		if (job->custom[i].id == id)
			return job->custom[i].format;
	return xlsx_format_builtin(id);
}

static const char *
on_style(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;
	const char *id = xlsx_attribute(element, "numFmtId");
	const char *code = xlsx_attribute(element, "formatCode");

	if (strcmp(element->name, "cellXfs") == 0) {
		job->in_cell_formats = true;
	} else if (strcmp(element->name, "xf") == 0 && job->in_cell_formats) {
		job->format = mem_grow(job->format, &job->format_room,
		    job->formats + 1, sizeof(*job->format));
		job->format[job->formats++] = format_of(job,
		    id == NULL ? 0 : (int)strtol(id, NULL, 10));
	} else if (strcmp(element->name, "numFmt") == 0 && id != NULL &&
	    code != NULL) {
		job->custom = mem_grow(job->custom, &job->custom_room,
		    job->customs + 1, sizeof(*job->custom));
		job->custom[job->customs++] = (struct custom){
		    (int)strtol(id, NULL, 10), xlsx_format_read(code) };
	}
	return NULL;
}

static const char *
end_style(void *ctx, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((struct job *)ctx)->in_cell_formats = false;
	return NULL;
}

/* --- shared strings --------------------------------------------------- */

static const char *
on_string(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;

	if (strcmp(element->name, "si") == 0) {
		job->string = mem_grow(job->string, &job->string_room,
		    job->n_strings + 1, sizeof(*job->string));
		job->string[job->n_strings++] = job->strings.len;
	}
	job->phonetic += strcmp(element->name, "rPh") == 0;
	job->in_text = strcmp(element->name, "t") == 0;
	return NULL;
}

static const char *
end_string(void *ctx, const char *name)
{
	struct job *job = ctx;

	job->phonetic -= strcmp(name, "rPh") == 0;
	job->in_text = false;
	if (strcmp(name, "si") == 0)
		buf_addc(&job->strings, '\0');
	return NULL;
}

static const char *
text_of_string(void *ctx, const char *s, size_t n)
{
	struct job *job = ctx;

	if (!job->in_text || job->phonetic > 0 || job->n_strings == 0)
		return NULL;
	if (job->strings.len + n > STRINGS)
		return N_("Its texts take more than 128 MB. Export the sheet "
		    "as CSV, or split it.");
	buf_addn(&job->strings, s, n);
	return NULL;
}

/* --- places ----------------------------------------------------------- */

/* "AB12"; false when it is none.  Both count from 1. */
static bool
read_place(const char *s, uint32_t *column, uint32_t *row)
{
	uint32_t c = 0, r = 0;

	for (; *s >= 'A' && *s <= 'Z' && c < ROWS; s++)
		c = c * 26 + (uint32_t)(*s - 'A') + 1;
	for (; *s >= '0' && *s <= '9' && r <= ROWS; s++)
		r = r * 10 + (uint32_t)(*s - '0');
	*column = c;
	*row = r;
	return c > 0 && r > 0 && r <= ROWS && (*s == '\0' || *s == ':');
}

/* Only what goes downwards is kept: a merged title is one title. */
static const char *
on_merge(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;
	const char *range = xlsx_attribute(element, "ref"), *colon;
	struct merge merge;
	uint32_t last_column;

	if (strcmp(element->name, "mergeCell") != 0 || range == NULL)
		return NULL;
	colon = strchr(range, ':');
	if (colon == NULL || !read_place(range, &merge.column, &merge.first) ||
	    !read_place(colon + 1, &last_column, &merge.last) ||
	    merge.last <= merge.first || merge.column > XLSX_READ_COLUMNS)
		return NULL;
	if (job->merges == MERGES)
		return N_("It has more than 100000 merged cells. Take the "
		    "merging off and save it again.");
	job->merge = mem_grow(job->merge, &job->merge_room, job->merges + 1,
	    sizeof(*job->merge));
	job->merge[job->merges++] = merge;
	return NULL;
}

static int
by_first_row(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* --- cells ------------------------------------------------------------ */

static enum cell_type
read_type(const char *word)
{
	static const struct {
		const char	*word;
		enum cell_type	 type;
	} types[] = {
		{ "s", CELL_SHARED }, { "str", CELL_TEXT },
		{ "inlineStr", CELL_TEXT }, { "b", CELL_BOOLEAN },
		{ "e", CELL_ERROR }, { "d", CELL_DATE },
	};
	size_t i;

	for (i = 0; word != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].word, word) == 0)
			return types[i].type;
	return CELL_NUMBER;
}

static const char *
begin_row(struct job *job, const struct xlsx_element *element)
{
	const char *number = xlsx_attribute(element, "r");
	unsigned long row = number == NULL ? job->row + 1ul :
	    strtoul(number, NULL, 10);

	if (row <= job->row || row > ROWS)
		return N_("It is damaged: its rows are out of order. Open it "
		    "in a spreadsheet and save it again.");
	job->row = (uint32_t)row;
	job->column = 0;
	job->width = 0;
	job->filled = false;
	return NULL;
}

static const char *
begin_cell(struct job *job, const struct xlsx_element *element)
{
	const char *place = xlsx_attribute(element, "r");
	const char *style = xlsx_attribute(element, "s");
	uint32_t row = 0;

	job->column++;
	if (place != NULL && !read_place(place, &job->column, &row))
		return N_("It is damaged: a cell has no place. Open it in a "
		    "spreadsheet and save it again.");
	job->type = read_type(xlsx_attribute(element, "t"));
	job->style = style == NULL ? 0 : strtoul(style, NULL, 10);
	job->formula = job->has_value = false;
	buf_clear(&job->value);
	return NULL;
}

static void
add_boolean(struct buf *out, const char *s)
{
	buf_add(out, *s == '1' || *s == 't' ? "TRUE" : "FALSE");
}

/* An ISO moment of midnight is a day. */
static void
add_date(struct buf *out, const char *s)
{
	const char *t = strchr(s, 'T');

	if (t != NULL && strncmp(t, "T00:00:00", 9) == 0)
		buf_addn(out, s, (size_t)(t - s));
	else
		buf_add(out, s);
}

static void
add_value(struct job *job, struct buf *out)
{
	static const struct xlsx_format plain = { XLSX_NUMBER, 0 };
	const char *s = buf_str(&job->value);
	size_t i;

	if (*s == '\0')
		return;
	switch (job->type) {
	case CELL_SHARED:
		i = strtoul(s, NULL, 10);
		if (i < job->n_strings)
			xlsx_unescape(out, job->strings.s + job->string[i]);
		break;
	case CELL_TEXT:
		xlsx_unescape(out, s);
		break;
	case CELL_BOOLEAN:
		add_boolean(out, s);
		break;
	case CELL_DATE:
		add_date(out, s);
		break;
	case CELL_ERROR:
		warn(job, job->row, s, N_("The spreadsheet could not work this "
		    "cell out; it is taken as empty."));
		break;
	default:
		xlsx_number(out, s, job->style < job->formats ?
		    job->format[job->style] : plain, job->from_1904);
	}
}

static const char *
end_cell(struct job *job)
{
	struct buf *cell;

	if (job->formula && job->formulas++ == 0)
		job->first_formula = job->row;
	if (job->formula && !job->has_value)
		warn(job, job->row, "", N_("A formula has no result; it is "
		    "taken as empty. Open the workbook in a spreadsheet and "
		    "save it."));
	if (!job->has_value)
		return NULL;
	if (job->column > XLSX_READ_COLUMNS)
		return N_("It has a cell right of column 1024 (AMJ). Clear "
		    "what stands there, and save it again.");
	cell = &job->cell[job->column - 1];
	while (job->width < job->column)
		buf_clear(&job->cell[job->width++]);
	buf_clear(cell);
	add_value(job, cell);
	job->filled |= cell->len > 0;
	return NULL;
}

/* --- rows ------------------------------------------------------------- */

/* Ranges that begin in this row or above it begin to repeat. */
static void
begin_merges(struct job *job)
{
	for (; job->next_merge < job->merges &&
	    job->merge[job->next_merge].first <= job->row;
	    job->next_merge++) {
		const struct merge *merge = &job->merge[job->next_merge];
		uint32_t i = merge->column - 1;

		buf_clear(&job->repeat[i]);
		job->repeat_until[i] = merge->last;
		if (merge->first == job->row && i < job->width)
			buf_add(&job->repeat[i], buf_str(&job->cell[i]));
	}
}

static void
repeat_merged(struct job *job)
{
	uint32_t i;

	for (i = 0; i < XLSX_READ_COLUMNS; i++) {
		if (job->repeat_until[i] < job->row ||
		    job->repeat[i].len == 0 ||
		    (i < job->width && job->cell[i].len > 0))
			continue;
		while (job->width <= i)
			buf_clear(&job->cell[job->width++]);
		buf_add(&job->cell[i], buf_str(&job->repeat[i]));
	}
}

static const char *
end_row(struct job *job)
{
	uint32_t i;

	begin_merges(job);
	if (!job->filled)
		return NULL;
	if (job->next_merge > 0)
		repeat_merged(job);
	for (; job->written + 1 < job->row; job->written++)
		csv_end_row(&job->writer);
	while (job->width > 1 && job->cell[job->width - 1].len == 0)
		job->width--;
	for (i = 0; i < job->width; i++)
		csv_cell(&job->writer, buf_str(&job->cell[i]), false);
	csv_end_row(&job->writer);
	job->written = job->row;
	if (job->csv.len >= SEND_AT)
		tell_csv(job);
	return job->broken ? "" : NULL;
}

static const char *
on_sheet(void *ctx, const struct xlsx_element *element)
{
	struct job *job = ctx;
	const char *name = element->name;

	if (strcmp(name, "row") == 0)
		return begin_row(job, element);
	if (strcmp(name, "c") == 0)
		return begin_cell(job, element);
	job->formula |= strcmp(name, "f") == 0;
	job->phonetic += strcmp(name, "rPh") == 0;
	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		job->in_value = job->column > 0 && job->phonetic == 0;
		job->has_value = true;
	}
	return NULL;
}

static const char *
end_sheet(void *ctx, const char *name)
{
	struct job *job = ctx;

	job->in_value = false;
	job->phonetic -= strcmp(name, "rPh") == 0;
	if (strcmp(name, "c") == 0)
		return end_cell(job);
	return strcmp(name, "row") == 0 ? end_row(job) : NULL;
}

static const char *
text_of_sheet(void *ctx, const char *s, size_t n)
{
	struct job *job = ctx;

	if (!job->in_value)
		return NULL;
	if (job->value.len + n > CSV_ROW_BYTES)
		return N_("A cell holds more than 4 MB. Shorten it, and save "
		    "the workbook again.");
	buf_addn(&job->value, s, n);
	return NULL;
}

/* --- the file --------------------------------------------------------- */

static const char *
read_beside(struct job *job, const char *type,
    const struct xlsx_handlers *handlers)
{
	const char *part, *wrong;

	wrong = find_part(job, job->book, NULL, type, &part);
	if (wrong == NULL && part != NULL)
		wrong = xlsx_read_part(&job->zip, part, handlers, job);
	return wrong;
}

static const char *
read_sheet(struct job *job)
{
	static const struct xlsx_handlers styles = { .begin = on_style,
	    .end = end_style };
	static const struct xlsx_handlers strings = { .begin = on_string,
	    .end = end_string, .text = text_of_string };
	static const struct xlsx_handlers merges = { .begin = on_merge };
	static const struct xlsx_handlers sheet = { .begin = on_sheet,
	    .end = end_sheet, .text = text_of_sheet };
	const char *part = NULL, *wrong;

	wrong = read_beside(job, "styles", &styles);
	if (wrong == NULL)
		wrong = read_beside(job, "sharedStrings", &strings);
	if (wrong == NULL && job->relation != NULL)
		wrong = find_part(job, job->book, job->relation, NULL, &part);
	if (wrong != NULL)
		return wrong;
	if (part == NULL)
		return N_("It is damaged: a part of it is missing. Open it in "
		    "a spreadsheet and save it again.");
	job->phonetic = 0;
	/* Merged ranges stand behind the rows that they are about. */
	wrong = xlsx_read_part(&job->zip, part, &merges, job);
	if (wrong != NULL)
		return wrong;
	if (job->merges > 0)
		qsort(job->merge, job->merges, sizeof(*job->merge),
		    by_first_row);
	wrong = xlsx_read_part(&job->zip, part, &sheet, job);
	if (wrong != NULL)
		return wrong;
	tell_csv(job);
	if (job->formulas > 0)
		warn(job, job->first_formula, "", N_("There are formulas, from "
		    "this row on; what they last came to was taken."));
	return NULL;
}

/* What a ZIP is that has no workbook in it. */
static const char *
other_archive(struct job *job)
{
	if (xlsx_has_part(&job->zip, "content.xml"))
		return N_("It is an OpenDocument file. Save it as .xlsx or "
		    "CSV.");
	if (xlsx_has_part(&job->zip, "word/document.xml") ||
	    xlsx_has_part(&job->zip, "ppt/presentation.xml"))
		return N_("It is a text or a presentation and no workbook.");
	return N_("It is an archive and no workbook. Unpack it, and import "
	    "what is in it.");
}

static const char *
read_book(struct job *job)
{
	static const struct xlsx_handlers book = { .begin = on_book };
	const char *wrong = find_part(job, "", NULL, "officeDocument",
	    &job->book);
	size_t n = job->book == NULL ? 0 : strlen(job->book);

	if (wrong != NULL)
		return wrong;
	if (n == 0 || !xlsx_has_part(&job->zip, job->book) ||
	    strstr(job->book, "workbook") == NULL)
		return other_archive(job);
	if (n > 4 && strcmp(job->book + n - 4, ".bin") == 0)
		return N_("It is a binary workbook (.xlsb). Save it as .xlsx "
		    "or CSV.");
	wrong = xlsx_read_part(&job->zip, job->book, &book, job);
	return wrong != NULL || job->want < 0 ? wrong : read_sheet(job);
}

/* An OLE container: what Excel wrote before 2007, or an encrypted workbook. */
static const char *
old_container(int fd)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0";
	struct buf bytes = { 0 };
	char piece[4096];
	ssize_t n;
	bool encrypted;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	while (bytes.len < 16 << 20 && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_addn(&bytes, piece, (size_t)n);
	if (bytes.len < 8 || memcmp(bytes.s, "\xD0\xCF\x11\xE0", 4) != 0) {
		buf_release(&bytes);
		return NULL;
	}
	encrypted = memmem(bytes.s, bytes.len, name, sizeof(name) - 1) != NULL;
	buf_release(&bytes);
	return encrypted ? N_("It is protected by a password. Remove the "
	    "protection in the spreadsheet and save it again.") :
	    N_("It is an old Excel workbook (.xls). Save it as .xlsx or "
	    "CSV.");
}

static const char *
read_file(struct job *job, int fd)
{
	const char *wrong = old_container(fd);

	if (wrong != NULL)
		return wrong;
	if (lseek(fd, 0, SEEK_SET) == 0)
		job->zip.zip = zip_fdopen(fd, 0, NULL);
	if (job->zip.zip == NULL)
		return N_("It is cut off or damaged, and cannot be unpacked. "
		    "Copy it again from where it came.");
	return read_book(job);
}

static void
release(struct job *job)
{
	size_t i;

	for (i = 0; i < XLSX_READ_COLUMNS; i++) {
		buf_release(&job->cell[i]);
		buf_release(&job->repeat[i]);
	}
	if (job->zip.zip != NULL)
		zip_discard(job->zip.zip);
	buf_release(&job->out);
	buf_release(&job->csv);
	buf_release(&job->value);
	buf_release(&job->strings);
	free(job->string);
	free(job->merge);
	free(job->format);
	free(job->custom);
	arena_free(job->arena);
	free(job);
}

static int
run(const void *request, size_t n, int fd_in, int fd_out)
{
	struct job *job = xcalloc(1, sizeof(*job));
	struct xlsx_request wanted;
	const char *wrong;

	if (n != sizeof(wanted) || fd_in < 0)
		return 1;
	memcpy(&wanted, request, sizeof(wanted));
	job->fd_out = fd_out;
	job->arena = arena_new();
	job->want = wanted.sheet;
	job->zip.left = INFLATED;
	job->writer = (struct csv_writer){ .out = &job->csv,
	    .delimiter = ',' };
	wrong = read_file(job, fd_in);
	tell(job, wrong == NULL ? XLSX_END : XLSX_FAILED, "", 0,
	    wrong == NULL ? "" : wrong, wrong == NULL ? 0 : strlen(wrong));
	send_out(job);
	release(job);
	return 0;
}

const struct worker_job xlsx_job = {
	.name = "workbook",
	.run = run,
	.cpu_seconds = 60,
	.memory_mb = 256,
	.wall_seconds = 120,
};
