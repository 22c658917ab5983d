/* SPDX-License-Identifier: ISC */
/* The cells of asset sheets: words, days and signs as people write them. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/import_impl.h"
#include "model/exchange/jdate.h"

/* --- the table -------------------------------------------------------- */

static const struct {
	const char	*word, *key;
} headers[] = {
#define HEADER(word, key) { word, key },
#define EMPTY(word)
#define ABOVE(word)
#define NOBODY(word)
#define WORD(field, word, choice)
#include "model/exchange/sheet.def"
#undef HEADER
#undef EMPTY
#undef ABOVE
#undef NOBODY
#undef WORD
};

enum sign { SIGN_EMPTY, SIGN_ABOVE, SIGN_NOBODY };

static const struct {
	const char	*word;
	enum sign	 sign;
} signs[] = {
#define HEADER(word, key)
#define EMPTY(word) { word, SIGN_EMPTY },
#define ABOVE(word) { word, SIGN_ABOVE },
#define NOBODY(word) { word, SIGN_NOBODY },
#define WORD(field, word, choice)
#include "model/exchange/sheet.def"
#undef HEADER
#undef EMPTY
#undef ABOVE
#undef NOBODY
#undef WORD
};

static const struct {
	size_t		 position;	/* of asset */
	const char	*word, *choice;
} words[] = {
#define HEADER(word, key)
#define EMPTY(word)
#define ABOVE(word)
#define NOBODY(word)
#define WORD(field, word, choice) { F_asset_##field, word, choice },
#include "model/exchange/sheet.def"
#undef HEADER
#undef EMPTY
#undef ABOVE
#undef NOBODY
#undef WORD
};

static bool
same_folded(const char *word, const char *folded)
{
	struct buf form = { 0 };
	bool same;

	utf8_fold_header(&form, word);
	same = strcmp(buf_str(&form), folded) == 0;
	buf_release(&form);
	return same;
}

const char *
sheet_key(const char *header)
{
	struct buf folded = { 0 };
	const char *key = NULL;
	size_t i;

	utf8_fold_header(&folded, header);
	/* Marks for "required" and footnotes. */
	while (folded.len > 1 && strchr("*", folded.s[folded.len - 1]) != NULL)
		buf_truncate(&folded, folded.len - 1);
	if (folded.len > 3 && strcmp(folded.s + folded.len - 3, "※") == 0)
		buf_truncate(&folded, folded.len - 3);
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]) && key == NULL;
	    i++)
		if (same_folded(headers[i].word, buf_str(&folded)))
			key = headers[i].key;
	buf_release(&folded);
	return key;
}

const char *
sheet_near(struct arena *arena, const char *header)
{
	const char *folded = import_folded(arena, header), *key = NULL;
	size_t i, longest = 0;

	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		const char *word = import_folded(arena, headers[i].word);

		if (strlen(word) > longest && *headers[i].key != '\0' &&
		    strstr(folded, word) != NULL) {
			longest = strlen(word);
			key = headers[i].key;
		}
	}
	return key;
}

/* --- signs ------------------------------------------------------------ */

void
sheet_prepare(struct import_table *table)
{
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		lookup_put(&table->signs, import_folded(table->arena,
		    signs[i].word), (void *)(uintptr_t)&signs[i].sign);
}

/* True when the text is a sign of that meaning. */
static bool
is_sign(const struct import_table *table, const char *text, enum sign sign)
{
	struct buf folded = { 0 };
	const enum sign *found;

	/* Most cells are none: signs are short and no words of letters. */
	if (strlen(text) > 24 || (*text >= '0' && *text <= '9') ||
	    (*text >= 'A' && *text <= 'Z' && *text != 'N') ||
	    (*text >= 'a' && *text <= 'z' && *text != 'n'))
		return false;
	utf8_fold_header(&folded, text);
	found = lookup_get(&table->signs, buf_str(&folded));
	buf_release(&folded);
	return found != NULL && *found == sign;
}

/* Without blanks around, the wide one too. */
static const char *
trimmed(const char *s, struct arena *arena)
{
	const char *end;

	while (*s == ' ' || (*s >= '\t' && *s <= '\r') ||
	    strncmp(s, "\u3000", 3) == 0)
		s += *s == '\xe3' ? 3 : 1;
	end = s + strlen(s);
	while (end > s && (end[-1] == ' ' ||
	    (end[-1] >= '\t' && end[-1] <= '\r') ||
	    (end - s >= 3 && strncmp(end - 3, "\u3000", 3) == 0)))
		end -= (unsigned char)end[-1] == 0x80 ? 3 : 1;
	return *end == '\0' ? s : arena_strndup(arena, s, (size_t)(end - s));
}

const char *
sheet_text(const struct import_table *table, const char *text)
{
	const char *s = trimmed(text, table->scratch);

	return is_sign(table, s, SIGN_EMPTY) ? "" : s;
}

void
sheet_repeat(struct import_table *table)
{
	size_t i, k;

	for (i = 0; i < table->columns; i++) {
		const char *above = "";

		for (k = 0; k < table->rows; k++) {
			const char **cell = &table->row[k].cell[i];

			if (is_sign(table, trimmed(*cell, table->scratch),
			    SIGN_ABOVE))
				*cell = above;
			above = *cell;
		}
		arena_reset(table->scratch);
	}
}

/* Left of the numbers, where people merge the cells of a group. */
static bool
is_group_column(const struct import_table *table, size_t at)
{
	const struct column *column = &table->column[at];
	size_t i;

	if (column->key == NULL || column->part != PART_RECORD ||
	    (!field_is_ref(column->field) &&
	    column->position != F_asset_location))
		return false;
	for (i = at + 1; i < table->columns; i++)
		if (table->column[i].key != NULL &&
		    table->column[i].part == PART_RECORD &&
		    table->column[i].position == F_asset_asset_no)
			return true;
	return false;
}

void
sheet_unmerge(struct import_table *table)
{
	size_t i, k;

	for (i = 0; i < table->columns; i++) {
		const char *above = "";
		struct row head = { .line = table->head.line };
		bool filled = false;

		for (k = 0; k < table->rows && is_group_column(table, i);
		    k++) {
			const char **cell = &table->row[k].cell[i];

			filled = filled || (**cell == '\0' && *above != '\0');
			if (**cell == '\0')
				*cell = above;
			above = *cell;
		}
		if (filled)
			import_problem(table, &head, &table->column[i], NULL,
			    _("Blank cells were taken for merged ones: they "
			    "have the value above."), true);
	}
}

/* Names of networks that hardly ever occur are rather slips. */
void
sheet_count_networks(struct import_table *table)
{
	size_t i, k;

	for (i = 0; i < table->columns; i++) {
		struct column *column = &table->column[i];

		if (column->key == NULL || column->field->type != TYPE_REF ||
		    column->field->targets !=
		    UINT64_C(1) << ENTITY_network)
			continue;
		for (k = 0; k < table->rows; k++) {
			const char *name = import_folded(table->scratch,
			    table->row[k].cell[i]);
			size_t n = lookup_number(&column->named, name);

			/* The first text is kept, so only it must last. */
			lookup_put_number(&column->named, n > 0 ? name :
			    arena_strdup(table->arena, name), n + 1);
		}
		arena_reset(table->scratch);
	}
}

bool
sheet_spoiled(const char *text)
{
	struct buf form = { 0 };
	const char *s;
	size_t n;
	bool spoiled;

	utf8_fold(&form, text);
	s = buf_str(&form);
	n = strspn(s, "0123456789.");
	spoiled = n > 0 && strncmp(s + n, "e+", 2) == 0 && s[n + 2] != '\0' &&
	    s[n + 2 + strspn(s + n + 2, "0123456789")] == '\0';
	buf_release(&form);
	return spoiled;
}

static bool
is_number(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

static bool
is_number_key(const struct column *column)
{
	return column->key != NULL && column->part == PART_RECORD &&
	    (column->position == F_asset_asset_no ||
	    column->position == F_asset_property_no ||
	    column->position == F_asset_serial);
}

void
sheet_count_digits(struct import_table *table)
{
	size_t i, k;

	for (i = 0; i < table->columns; i++) {
		struct column *column = &table->column[i];

		for (k = 0; k < table->rows && is_number_key(column); k++) {
			const char *s = table->row[k].cell[i];

			if (*s == '0' && is_number(s) &&
			    strlen(s) > column->digits)
				column->digits = strlen(s);
		}
	}
}

/* --- cells by type ---------------------------------------------------- */

typedef const struct err *(*cell_fn)(struct reading *reading,
    struct column *column, const char *text);

static const struct err *
set_value(struct reading *reading, struct column *column, const char *text)
{
	struct value value;
	const struct err *err = value_read(reading->table->session,
	    column->field, text, reading->table->scratch, &value);

	if (err != NULL)
		reading_refuse(reading, column, text, err->msg);
	else if (value.kind != VALUE_NONE)
		record_set(reading_record(reading, column->part),
		    column->position, value);
	return NULL;
}

/* What an encoding lacks becomes "?", what it cannot mean U+FFFD. */
static bool
lost_character(const char *text)
{
	return strchr(text, '?') != NULL ||
	    strstr(text, "\xef\xbf\xbd") != NULL;
}

static const struct err *
text_cell(struct reading *reading, struct column *column, const char *text)
{
	bool key = column->part == PART_RECORD &&
	    (column->position == F_asset_asset_no ||
	    column->position == F_asset_serial ||
	    column->position == F_asset_hostname);

	if (key && is_sign(reading->table, text, SIGN_NOBODY))
		return NULL;
	if (is_number_key(column) && sheet_spoiled(text)) {
		/* Digits are lost: the label on the device tells. */
		reading_ask(reading, column, ASK_SPOILED, text, "- | notes",
		    "-");
		return NULL;
	}
	if (is_number_key(column) && is_number(text) && *text != '0' &&
	    strlen(text) < column->digits)
		reading_warn(reading, column, text, _("Zeros at the beginning "
		    "seem to be lost; compare with the label."));
	if (column->part == PART_RECORD && column->position == F_asset_name &&
	    lost_character(text))
		reading_warn(reading, column, text, _("A character was lost "
		    "when the file was saved; correct the name."));
	return set_value(reading, column, text);
}

/* Several columns may be kept in the notes. */
static const struct err *
note_cell(struct reading *reading, struct column *column, const char *text)
{
	struct record *record = reading_record(reading, column->part);
	const char *before = record_text(record, column->position);

	if (before != NULL)
		text = arena_printf(reading->table->scratch, "%s\n%s", before,
		    text);
	return set_value(reading, column, text);
}

/* The days that a year of two digits may mean, as answers. */
static const char *
possible_days(struct import_table *table, const char *text, bool last)
{
	static const char *const eras[] = { "20", "R", "H", "S" };
	int32_t today = session_today(table->session), day;
	const char *s = "", *form;
	char iso[DATE_LEN];
	size_t i;

	for (i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		form = arena_printf(table->scratch, "%s%s", eras[i], text);
		/* Nothing was bought in the future or in the fifties. */
		if (jdate_read(form, last, &day) != JDATE_DAY ||
		    day > today + (last ? 30 : 2) * 366 ||
		    day < today - 45 * 366)
			continue;
		date_format(day, iso);
		s = arena_printf(table->scratch, "%s%s (%s) | ", s, iso, form);
	}
	return arena_printf(table->scratch, "%snotes | -", s);
}

static const struct err *
date_cell(struct reading *reading, struct column *column, const char *text)
{
	const char *key = column->field->key;
	bool last = strstr(key, "_until") != NULL ||
	    strstr(key, "_end") != NULL || strstr(key, "_due") != NULL;
	char form[DATE_LEN];
	enum jdate kind;
	int32_t day;

	if (is_sign(reading->table, text, SIGN_NOBODY))
		return NULL;
	kind = jdate_read(text, last, &day);
	if (kind == JDATE_AMBIGUOUS) {
		reading_ask(reading, column, ASK_DATE, text,
		    possible_days(reading->table, text, last), NULL);
		return NULL;
	}
	if (kind == JDATE_BAD) {
		reading_refuse(reading, column, text, _("This is no day that "
		    "exists; write 2026/5/18, R8.5.18 or 令和8年5月18日."));
		return NULL;
	}
	date_format(day, form);
	if (kind == JDATE_MONTH && !last)
		reading_warn(reading, column, text,
		    arena_printf(reading->table->scratch,
		    _("Only a month or year stands here; %s was taken."),
		    form));
	record_set_text(reading_record(reading, column->part),
	    column->position, arena_strdup(reading->table->scratch, form));
	return NULL;
}

static const struct err *
address_cell(struct reading *reading, struct column *column, const char *text)
{
	return is_sign(reading->table, text, SIGN_NOBODY) ? NULL :
	    set_value(reading, column, text);
}

/* Addresses, or the word for getting one; a prefix length is dropped. */
static const struct err *
ip_cell(struct reading *reading, struct column *column, const char *text)
{
	struct arena *scratch = reading->table->scratch;
	const struct choice *rows, *found;
	const char *slash = strchr(text, '/');
	struct value value;
	size_t n;

	if (is_sign(reading->table, text, SIGN_NOBODY))
		return NULL;
	rows = choice_set("ip_assign", &n);
	found = choice_match(rows, n, text);
	if (found != NULL) {
		record_set_text(reading_record(reading, column->part),
		    F_interface_ip_assign, found->key);
		return NULL;
	}
	if (slash != NULL && is_number(slash + 1))
		text = arena_strndup(scratch, text, (size_t)(slash - text));
	if (record_has(reading_record(reading, column->part),
	    column->position)) {	/* a second column of addresses */
		struct buf both = { 0 };

		value = *record_value(reading_record(reading, column->part),
		    column->position);
		value_format_raw(column->field, &value, &both);
		text = arena_printf(scratch, "%s;%s", buf_str(&both), text);
		buf_release(&both);
	}
	return set_value(reading, column, text);
}

static const char *
special_word(const struct column *column, const char *text)
{
	struct buf folded = { 0 };
	const char *choice = NULL;
	size_t i;

	utf8_fold_header(&folded, text);
	for (i = 0; i < sizeof(words) / sizeof(words[0]) && choice == NULL;
	    i++)
		if (column->part == PART_RECORD &&
		    words[i].position == column->position &&
		    same_folded(words[i].word, buf_str(&folded)))
			choice = words[i].choice;
	buf_release(&folded);
	return choice;
}

/* The key of a choice; NULL when the word is none.  Words come again. */
static const struct err *
choice_of(struct reading *reading, struct column *column, const char *text,
    const char **key)
{
	struct import_table *table = reading->table;
	const struct err *err = NULL;
	struct value value;

	*key = lookup_get(&column->seen, text);
	if (*key != NULL)
		return NULL;
	*key = special_word(column, text);
	if (*key == NULL)
		err = value_read(table->session, column->field, text,
		    table->arena, &value);
	if (err == NULL && *key == NULL && value.kind == VALUE_TEXT)
		*key = value.s;
	if (*key != NULL)
		lookup_put(&column->seen, arena_strdup(table->arena, text),
		    (void *)(uintptr_t)*key);
	return err;
}

static const struct err *
choice_cell(struct reading *reading, struct column *column, const char *text)
{
	const char *key = NULL;
	const struct err *err = choice_of(reading, column, text, &key);

	if (err != NULL) {
		reading_ask(reading, column, ASK_CHOICE, text,
		    settle_choices(reading->table, column->field), NULL);
		return NULL;
	}
	if (key == NULL)
		return NULL;
	record_set_text(reading_record(reading, column->part),
	    column->position, key);
	if (column->part == PART_RECORD && column->position == F_asset_kind)
		reading->kind_word = text;
	return NULL;
}

static const struct err *
ref_cell(struct reading *reading, struct column *column, const char *text)
{
	if (is_sign(reading->table, text, SIGN_NOBODY))
		return NULL;
	if (lost_character(text)) {	/* nobody is called so */
		reading_refuse(reading, column, text, _("A character was lost "
		    "when the file was saved; correct the name."));
		return NULL;
	}
	return reading_refs(reading, column, text);
}

static const cell_fn cells[] = {
	[TYPE_TEXT] = text_cell, [TYPE_NOTE] = note_cell,
	[TYPE_PHONE] = text_cell, [TYPE_MAIL] = set_value,
	[TYPE_VERSION] = text_cell, [TYPE_QUERY] = set_value,
	[TYPE_SHA256] = set_value, [TYPE_MAC] = address_cell,
	[TYPE_IP] = address_cell, [TYPE_IPS] = ip_cell,
	[TYPE_CIDR] = address_cell, [TYPE_PORTS] = set_value,
	[TYPE_CHOICE] = choice_cell, [TYPE_YESNO] = choice_cell,
	[TYPE_SCALE] = choice_cell, [TYPE_DATE] = date_cell,
	[TYPE_REF] = ref_cell, [TYPE_REFS] = ref_cell,
	[TYPE_INT] = set_value, [TYPE_HOURS] = set_value,
	[TYPE_VLAN] = address_cell, [TYPE_DATETIME] = set_value,
	[TYPE_COMPUTED] = set_value,
};

const struct err *
sheet_cell(struct reading *reading, struct column *column, const char *text)
{
	const struct err *err;

	text = sheet_text(reading->table, text);
	if (column->answered && *text != '\0')
		settle_cell(reading, column, &text);
	if (text == NULL || *text == '\0')
		return NULL;
	err = cells[column->field->type](reading, column, text);
	reading->asked = reading->answer = NULL;
	return err;
}

/* --- the row as a whole ----------------------------------------------- */

/* The word for the kind says more than the kind: it is the role. */
static void
keep_kind_word(struct reading *reading)
{
	struct record *record = reading->record[PART_RECORD];
	const char *word = reading->kind_word;
	const struct choice *choice;

	if (word == NULL || record_has(record, F_asset_role) ||
	    reading->row->known)
		return;
	choice = choice_find("asset_kind",
	    record_text(record, F_asset_kind));
	if (choice != NULL && !utf8_equal_folded(word, choice->key) &&
	    !utf8_equal_folded(word, choice->label[LANG_EN]) &&
	    strcmp(import_folded(reading->table->scratch, word),
	    import_folded(reading->table->scratch,
	    choice->label[LANG_JA])) != 0)
		record_set_text(record, F_asset_role, word);
}

void
sheet_finish(struct reading *reading)
{
	struct record *record = reading->record[PART_RECORD];
	struct record *second = reading->record[PART_INTERFACE_2];

	keep_kind_word(reading);
	if (!reading->row->known && !record_has(record, F_asset_approval))
		record_set_text(record, F_asset_approval, "pending");
	if (second != NULL)	/* all its headers are of wireless ones */
		record_set_text(second, F_interface_medium, "wifi");
	if (!record_has(record, F_asset_asset_no) &&
	    !record_has(record, F_asset_serial) &&
	    (reading->record[PART_INTERFACE] == NULL ||
	    !record_has(reading->record[PART_INTERFACE], F_interface_mac)) &&
	    (second == NULL || !record_has(second, F_interface_mac)))
		reading_warn(reading, NULL, NULL, _("It has neither asset "
		    "number nor serial nor MAC address; another import may "
		    "not recognise it."));
}
