/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files that import tables: import.c (plans), columns.c (what
 * the headers mean), match.c (which record a row is, and whom it names),
 * settle.c (questions and answers), sheet.c
 * (cells of asset sheets), row.c (a row becomes records) and
 * import_json.c.  Nobody else includes it.
 */
#ifndef DAICHO_MODEL_EXCHANGE_IMPORT_IMPL_H
#define DAICHO_MODEL_EXCHANGE_IMPORT_IMPL_H

#include "model/exchange/csv.h"
#include "model/exchange/import.h"
#include "base/lookup.h"

/* Which record of a row a column belongs to. */
enum part { PART_RECORD, PART_INTERFACE, PART_INTERFACE_2, PARTS };

struct column {
	const char	*header;	/* as in the file */
	const char	*key;		/* "interface.mac"; NULL: not read */
	enum part	 part;
	size_t		 position;
	const struct field *field;
	bool		 unknown;	/* nothing is known about it */
	const struct column *twin;	/* means the same */
	const char	*wrong;		/* an answer that is no key */
	bool		 answered;	/* there are answers for values */
	bool		 fills;		/* blank below is merged */
	struct lookup	 named;		/* names of networks -> how many */
	/* sheets */
	size_t		 digits;	/* most digits of a number with 0 first */
	struct lookup	 seen;		/* cells of choices read before */
};

/* Somebody or something that cells name: there already, or to be created. */
struct target {
	char		 uuid[UUID_LEN];
	enum entity_id	 entity;
	const char	*name;
	const char	*cidr;		/* of networks */
	int64_t		 vlan;
	bool		 fresh;		/* to be created */
	bool		 used;		/* by a row that is taken */
	bool		 several;	/* several are called so */
	struct target	*next;		/* of the fresh ones */
};

struct row {
	const char	**cell;		/* one for each column */
	long		 line;
	bool		 refused;
	bool		 asks;		/* has a question */
	enum import_becomes becomes;	/* unless it is refused */
	bool		 known;		/* the record exists */
	bool		 made;		/* its uuid was made here */
	char		 uuid[UUID_LEN];
	const char	*reasons;	/* of a refusal, for the file */
	int		 waits_for;	/* row it refers to + 1; 0: none */
};

struct import_table {
	struct session	*session;
	struct import_plan *plan;
	struct arena	*arena;		/* of the plan */
	struct arena	*scratch;	/* of one row */
	bool		 sheet;
	bool		 as_sheet;	/* whatever its headers are */
	const char	*foreign;	/* whose table it was; NULL: as it is */
	char		 delimiter;
	bool		 bom;
	struct csv_row	 head;
	struct column	*column;
	size_t		 columns;
	struct row	*row;
	size_t		 rows, room;
	struct lookup	 answers;	/* "column value" -> answer */
	struct lookup	 answered;	/* columns that these speak of */
	const struct import_answer **answers_end;
	struct lookup	 asked;		/* "column value" -> question + 1 */
	size_t		 question_room;
	struct lookup	 signs;		/* what stands for nothing */
	struct lookup	 own;		/* names in the file -> row */
	struct lookup	 records;	/* uuids of records -> row */
	struct lookup	 targets;	/* "entity:folded name" -> target */
	const char	**network;	/* names of those that stand */
	size_t		 networks, network_room;
	struct target	*fresh;		/* in order of appearance */
	struct target	**fresh_end;
};

/* The records of a row while it is read. */
struct reading {
	struct import_table *table;
	struct row	*row;
	struct record	*record[PARTS];	/* interfaces: NULL until needed */
	struct target	**target;	/* whom it names */
	size_t		 targets, target_room;
	const char	*kind_word;	/* how a sheet called the kind */
	bool		 judge;		/* what is wrong is told */
	/* While an answer is read: what stood there, and the answer. */
	const char	*asked, *answer;
};

/* The record of a part, made when it is first needed. */
struct record *reading_record(struct reading *reading, enum part part);
/* Tells about a cell when the row is judged; refuses the row. */
void reading_refuse(struct reading *reading, const struct column *column,
    const char *value, const char *reason);
void reading_warn(struct reading *reading, const struct column *column,
    const char *value, const char *reason);
/* Reads names into a reference field of the reading's record. */
const struct err *reading_refs(struct reading *reading,
    const struct column *column, const char *text) ERR_MUST_CHECK;

/* Appends a problem; without warning the row is refused. */
void import_problem(struct import_table *table, struct row *row,
    const struct column *column, const char *value, const char *reason,
    bool warning);
/* Folded as headers are; allocated in arena. */
const char *import_folded(struct arena *arena, const char *s);

/* columns.c */
/*
 * Finds the header among the first rows and what its columns mean.  first is
 * the number of rows looked at; *head gets the index of the header.
 */
const struct err *columns_find(struct import_table *table,
    const struct import_options *options, const struct csv_row *first,
    size_t n, size_t *head) ERR_MUST_CHECK;
/* Position of the field with this key or label, or -1. */
int columns_position(enum entity_id entity, const char *header,
    struct arena *scratch);
/* True for a key or label of the entity, and for what may stand beside. */
bool columns_is_field(enum entity_id entity, const char *header,
    struct arena *scratch);
/* What the reason column of refused rows is called. */
const char *columns_reason(enum entity_id entity);

/* Asks what the columns are about which nothing is known. */
void columns_ask(struct import_table *table);
/* settle.c */
/* Reads the answers of the options. */
const struct err *settle_load(struct import_table *table,
    const struct import_options *options) ERR_MUST_CHECK;
/* The answer about a value ("": the column); NULL. */
const char *settle_answer(struct import_table *table, const char *column,
    const char *value);
/* True when there are answers about this column or its values. */
bool settle_speaks_of(struct import_table *table, const char *column);
bool settle_is_skip(const char *answer);
bool settle_is_notes(const char *answer);
bool settle_is_new(const char *answer);
/* Asks, or counts another row for a question; line 0 counts none. */
struct import_question *settle_ask(struct import_table *table,
    const struct import_question *asked, long line);
/*
 * Asks about the value of a reading; answer is what happens when nobody says
 * anything else, NULL: it must be answered.
 */
void reading_ask(struct reading *reading, const struct column *column,
    enum import_ask kind, const char *text, const char *allowed,
    const char *answer);
/* The choices of a field as answers; in scratch. */
const char *settle_choices(struct import_table *table,
    const struct field *field);
/*
 * Deals with a value that was answered: *text becomes what is read instead,
 * NULL when nothing is.
 */
void settle_cell(struct reading *reading, const struct column *column,
    const char **text);

/* match.c */
const struct err *match_prepare(struct import_table *table) ERR_MUST_CHECK;
/* Finds out which records the rows are; refuses rows that are the same. */
const struct err *match_rows(struct import_table *table) ERR_MUST_CHECK;
/* The record that is called so (REF of cli.md, or a row of the file). */
const struct err *match_ref(struct reading *reading,
    const struct column *column, const char *name, const char **uuid)
    ERR_MUST_CHECK;
/* The interface of an asset that a reading means, or NULL for a new one. */
const struct err *match_interface(struct reading *reading, enum part part)
    ERR_MUST_CHECK;

/* sheet.c */
/* Key of a header ("" reads nothing), NULL when unknown. */
const char *sheet_key(const char *header);
/* Key of the longest header within this one; NULL. */
const char *sheet_near(struct arena *arena, const char *header);
/* Reads a cell into the reading; refusals are problems. */
const struct err *sheet_cell(struct reading *reading, struct column *column,
    const char *text) ERR_MUST_CHECK;
/* What a row needs beside its cells. */
void sheet_finish(struct reading *reading);
/* Gets the table ready for reading cells. */
void sheet_prepare(struct import_table *table);
/* The text without blanks around; "" for a sign of nothing. */
const char *sheet_text(const struct import_table *table, const char *text);
/* Puts the cell above in place of 〃, in all rows. */
void sheet_repeat(struct import_table *table);
/* Fills blank cells below those that people merge, with a warning. */
void sheet_unmerge(struct import_table *table);
/* Counts how often the names of networks occur. */
void sheet_count_networks(struct import_table *table);
/* Notes the longest numbers with leading zeros of the key columns. */
void sheet_count_digits(struct import_table *table);
/* A number that the spreadsheet spoiled: 1.2E+11. */
bool sheet_spoiled(const char *text);

/* row.c */
/* Reads a row; problems refuse it. */
const struct err *row_read(struct reading *reading) ERR_MUST_CHECK;
/* Adds what a reading changes to the plan's change set. */
const struct err *row_put(struct reading *reading) ERR_MUST_CHECK;
/* Whether the register has a record; a uuid made here it cannot have. */
enum standing { STANDS, STANDS_MAYBE, STANDS_NOT };
/*
 * Puts what differs from the record that stands there (else everything);
 * *differs says whether anything does.
 */
const struct err *record_put_changes(struct import_plan *plan,
    struct session *session, struct record *record, enum standing standing,
    struct arena *scratch, bool *differs) ERR_MUST_CHECK;

/* import_xlsx.c */
/*
 * Opens a sheet of a workbook as a table.  bytes are what csv reads, and the
 * caller's to release after it.  Where the sheet says of which entity its rows
 * are, options->entity is set.
 */
const struct err *import_open_workbook(struct import_table *table,
    struct import_options *options, struct buf *bytes, struct csv **csv)
    ERR_MUST_CHECK;

/* The entity that a sheet is called like, or ENTITY_NONE. */
int import_entity_called(const char *sheet);

/* import_book.c */
/*
 * Reads a workbook that holds several tables of ours, and nothing else in
 * sheets called so; *taken false when it does not, or one sheet is meant.
 */
const struct err *import_workbook(struct session *session,
    const struct import_options *options, struct import_plan *plan,
    bool *taken) ERR_MUST_CHECK;

/* netbox.c */
/*
 * Opens a CSV or TSV.  One that NetBox wrote is read at once and comes as a
 * table with our keys; bytes and options as in import_open_workbook.
 */
const struct err *import_open_csv(struct import_table *table,
    struct import_options *options, char delimiter, struct buf *bytes,
    struct csv **csv) ERR_MUST_CHECK;

/* import_json.c */
const struct err *import_json(struct session *session,
    const struct import_options *options, struct import_plan *plan)
    ERR_MUST_CHECK;

#endif
