/* SPDX-License-Identifier: ISC */
/*
 * Readers of discovery files, one file each, in the table importer.def.  A
 * reader runs in a worker job: it is fed decoded UTF-8 text piece by piece and
 * gives sightings to a sink.  It knows nothing of the register.
 *
 * import_scan_file() is what the rest of daicho calls: it sniffs, decodes,
 * runs the reader in a job and hands the sightings out as they come.
 */
#ifndef DAICHO_DISCOVERY_IMPORTER_H
#define DAICHO_DISCOVERY_IMPORTER_H

#include "base/err.h"
#include "base/problem.h"
#include "base/session.h"
#include "model/discovery/sighting.h"

/*
 * What a reader gives; every member may be called any number of times.  All
 * is lent for the call.  A reader runs far from the session and its language,
 * so reasons are N_() texts; import_scan_file translates them.
 */
struct import_sink {
	void	(*sighting)(void *ctx, const struct sighting *sighting);
	/* A line that was skipped or doubted, why, and the word (or NULL). */
	void	(*warning)(void *ctx, long line, const char *value,
		    const char *reason);
	/* A canonical prefix that was really looked at. */
	void	(*scope)(void *ctx, const char *cidr);
	/* ms UTC, 0 unknown; of several runs the earliest and the latest. */
	void	(*run)(void *ctx, int64_t started, int64_t ended);
	/* The file ends before its end: what came so far stands. */
	void	(*cut)(void *ctx, long line, const char *reason);
	/* Overrides the row's strength (an nmap list scan proves nothing). */
	void	(*strength)(void *ctx, enum import_strength strength);
	void	*ctx;
	/*
	 * For the reader of tables that people made: lines of a heading, a
	 * TAB and the key of what it means (csv_table.c); or NULL.
	 */
	const char *map;
};

/* A reader's state; whatever it needs. */
struct import_reader;

struct importer {
	const char	*id;		/* of the reader: "masscan_list" */
	const char	*name;		/* choice key of import_kind: "masscan" */
	const char	*word;		/* for --as; one word for all the readers
					   of what one tool writes */
	enum import_strength strength;	/* unless the file says otherwise */
	const char	*help;		/* one line, N_() */
	/*
	 * How surely the first bytes (decoded, at most 64 KiB) are this
	 * format: 0 no, 100 certain.  By content, never by file name.
	 */
	int		(*sniff)(const char *head, size_t n);
	/* The sink is copied; now is the time of reading, ms UTC. */
	struct import_reader *(*begin)(const struct import_sink *sink,
			    int64_t now);
	/*
	 * A piece of text.  Doubtful content is warned of; an error refuses
	 * the file as a whole, and its message is an N_() text as well.
	 */
	const struct err *(*feed)(struct import_reader *reader,
			    const char *text, size_t n);
	/* End of the file, or of interest in it; then the reader is freed. */
	const struct err *(*end)(struct import_reader *reader);
};

/* The table, ended by a row without name. */
extern const struct importer importers[];
/* The first row of that id, name or word; NULL when unknown. */
const struct importer *importer_find(const char *word);
/*
 * The one reader that is surest; NULL with *tie false when none knows the
 * bytes, with *tie true when two are as sure (the user must say --as).
 */
const struct importer *importer_sniff(const char *head, size_t n, bool *tie);
/* The surest of the rows with the word of this one, which else stands. */
const struct importer *importer_variant(const struct importer *row,
    const char *head, size_t n);

/* What became of one file. */
struct scan_file {
	const char	*path;
	const char	*name;		/* base name; "-" is "stdin" */
	char		 sha256[65];
	const struct importer *importer;
	enum import_strength strength;
	int64_t		 started, ended;	/* ms UTC; 0 unknown */
	bool		 complete;
	const char	*cut;		/* why it is not complete */
	const char	**scope;	/* canonical prefixes */
	size_t		 n_scope;
	int64_t		 sightings;	/* SIGHTING_UP */
	struct problems	 warnings;
};

/*
 * The files that are meant: a folder is all the files in it, by name, without
 * those that begin with a dot.  ERR_INPUT when a folder holds none or cannot
 * be read.
 */
const struct err *import_list_files(const char *const *path, size_t n,
    struct arena *arena, const char *const **out, size_t *n_out)
    ERR_MUST_CHECK;

/*
 * Reads one file ("-": standard input) in a worker job.  Each sighting is lent
 * to the callback; strings of *out go to the arena.  as may be NULL.
 * ERR_INPUT when the file cannot be read, is of no known or of two formats.
 */
typedef void (*scan_fn)(void *ctx, const struct sighting *sighting);
const struct err *import_scan_file(struct session *session, const char *path,
    const char *as, struct arena *arena, scan_fn each, void *ctx,
    struct scan_file *out) ERR_MUST_CHECK;

/*
 * The same for a table whose columns a mapping explains: lines of a heading, a
 * TAB and a key; import_map_read gives them.
 */
const struct err *import_scan_mapped(struct session *session,
    const char *path, const char *as, const char *map, struct arena *arena,
    scan_fn each, void *ctx, struct scan_file *out) ERR_MUST_CHECK;
/*
 * A mapping by its name in the register, else a file of "heading,key" rows.
 * ERR_NOT_FOUND when it is neither, ERR_INPUT when a key is not known.
 */
const struct err *import_map_read(struct session *session, const char *name,
    struct arena *arena, const char **map) ERR_MUST_CHECK;

/* The worker job that runs a reader; a row of main's job table. */
struct worker_job;
extern const struct worker_job importer_job;

#endif
