/* SPDX-License-Identifier: ISC */
/*
 * The anchors of `make bench`: what the same work costs with nothing else
 * around it.
 *
 *   floor parse FILE        expat over the file, no handlers that work
 *   floor insert N FILE.db  N rows of 12 columns with 4 indexes into SQLite,
 *                           WAL and FULL, in batches of 500
 *
 * Prints milliseconds.
 */
#include <expat.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static void
start(void *ctx, const char *name, const char **attribute)
{
	long *n = ctx;

	(void)name;
	(void)attribute;
	++*n;
}

static int
parse(const char *path)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	static char room[65536];
	long elements = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || parser == NULL)
		return 1;
	XML_SetUserData(parser, &elements);
	XML_SetStartElementHandler(parser, start);
	while ((n = read(fd, room, sizeof(room))) > 0)
		if (XML_Parse(parser, room, (int)n, 0) == XML_STATUS_ERROR)
			return 1;
	XML_ParserFree(parser);
	close(fd);
	return 0;
}

static const char schema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "CREATE TABLE t(id INTEGER PRIMARY KEY, uuid TEXT, a TEXT, b TEXT, c TEXT,"
    " d TEXT, e TEXT, f TEXT, g TEXT, h INT, i INT, j INT);"
    "CREATE INDEX t1 ON t(uuid); CREATE INDEX t2 ON t(a);"
    "CREATE INDEX t3 ON t(b); CREATE INDEX t4 ON t(c);";

static int
insert(long rows, const char *path)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	long i;
	int k;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO t VALUES"
	    "(NULL,?,?,?,?,?,?,?,?,?,?,?)", -1, &stmt, NULL) != SQLITE_OK)
		return 1;
	for (i = 0; i < rows; i++) {
		char text[64];

		if (i % 500 == 0)
			sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (k = 1; k <= 8; k++) {
			snprintf(text, sizeof(text), "%08lx-%04d-%08lx",
			    i * 2654435761u % 0xffffffffu, k, i);
			sqlite3_bind_text(stmt, k, text, -1, SQLITE_TRANSIENT);
		}
		for (k = 9; k <= 11; k++)
			sqlite3_bind_int64(stmt, k, i * k);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			return 1;
		sqlite3_reset(stmt);
		if (i % 500 == 499 || i == rows - 1)
			sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	}
	sqlite3_finalize(stmt);
	return sqlite3_close(db) != SQLITE_OK;
}

int
main(int argc, char **argv)
{
	int64_t begin = clock_monotonic();
	int status = 1;

	if (argc == 3 && strcmp(argv[1], "parse") == 0)
		status = parse(argv[2]);
	else if (argc == 4 && strcmp(argv[1], "insert") == 0)
		status = insert(strtol(argv[2], NULL, 10), argv[3]);
	printf("%lld\n", (long long)(clock_monotonic() - begin));
	return status;
}
