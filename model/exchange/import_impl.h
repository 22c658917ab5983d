/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files that import tables: import.c (plans), columns.c (what
 * the headers mean), match.c (which record a row is, and whom it names),
 * sheet.c (cells of asset sheets), row.c (a row becomes records) and
 * import_json.c.  Nobody else includes it.
 */
#ifndef DAICHO_MODEL_EXCHANGE_IMPORT_IMPL_H
#define DAICHO_MODEL_EXCHANGE_IMPORT_IMPL_H

#include "model/exchange/csv.h"
#include "model/exchange/import.h"
#include "model/exchange/words.h"

/* Which record of a row a column belongs to. */
enum part { PART_RECORD, PART_INTERFACE, PART_INTERFACE_2, PARTS };

struct column {
	const char	*header;	/* as in the file */
	const char	*key;		/* "interface.mac"; NULL: not read */
	enum part	 part;
	size_t		 position;
	const struct field *field;
	/* sheets */
	size_t		 digits;	/* most digits of a number with 0 first */
	struct words	 seen;		/* cells of choices read before */
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
	char		 delimiter;
	bool		 bom;
	struct csv_row	 head;
	struct column	*column;
	size_t		 columns;
	struct row	*row;
	size_t		 rows, room;
	struct words	 signs;		/* what stands for nothing */
	struct words	 own;		/* names in the file -> row */
	struct words	 records;	/* uuids of records -> row */
	struct words	 targets;	/* "entity:folded name" -> target */
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
/* True for a key or label of the entity, and for what may stand beside. */
bool columns_is_field(enum entity_id entity, const char *header,
    struct arena *scratch);
/* What the reason column of refused rows is called. */
const char *columns_reason(enum entity_id entity);

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

/* import_json.c */
const struct err *import_json(struct session *session,
    const struct import_options *options, struct import_plan *plan)
    ERR_MUST_CHECK;

#endif
