/* SPDX-License-Identifier: ISC */
/*
 * The files of a register: who may read them, and what is said of files that
 * are missing, cut, foreign, newer or hostile.
 */
#include "tests/fault/place.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

static unsigned
mode_of(const struct place *place, const char *suffix)
{
	char name[128];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", place->path, suffix);
	assert_int_equal(stat(name, &st), 0);
	return st.st_mode & 07777;
}

static void
refuse(struct place *place, enum store_mode mode, enum err_kind kind)
{
	struct store *store = NULL;

	must_refuse(store_open(&place->session, place->path, mode, &store),
	    kind);
	assert_null(store);
}

static void
put_bytes(struct place *place, const void *bytes, size_t n)
{
	must(path_write(place->path, bytes, n, 0600));
}

/* Changes a file behind the store's back. */
static void
tamper(struct place *place, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* --- modes -------------------------------------------------------------- */

static void
check_modes(struct place *place, unsigned umask_value, unsigned mode)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", "-lock", "-reserve", "-owner",
	};
	mode_t old = umask((mode_t)umask_value);
	struct store *store = place_open(place, STORE_CREATE);
	char copy[128];
	struct stat st;
	bool got;
	size_t i;

	must(place_write(place, store, 1));
	must(store_owner_lock(store, &got));
	assert_true(got);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		assert_int_equal(mode_of(place, suffixes[i]), mode);
	snprintf(copy, sizeof(copy), "%s/copy", place->folder);
	must(store_backup(store, copy));
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
	store_close(store);
	umask(old);
}

static void
personal_files_are_private(void **state)
{
	check_modes(*state, 0, 0600);
}

static void
personal_files_are_private_under_a_tight_umask(void **state)
{
	check_modes(*state, 077, 0600);
}

static void
team_files_are_the_groups(void **state)
{
	struct place *place = *state;

	assert_int_equal(chmod(place->folder, 02770), 0);
	check_modes(place, 077, 0660);
}

static void
team_files_are_nobody_elses(void **state)
{
	struct place *place = *state;

	assert_int_equal(chmod(place->folder, 02770), 0);
	check_modes(place, 0, 0660);
}

static void
no_descriptor_reaches_a_program(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	char name[64], target[256];
	int fd, seen = 0;
	bool got;

	must(store_owner_lock(store, &got));
	must(place_write(place, store, 1));
	for (fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		n = readlink(name, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = '\0';
		if (strstr(target, "r.daicho") == NULL)
			continue;
		seen++;
		assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	}
	assert_true(seen >= 4);
	store_close(store);
}

/* --- what is not a register ---------------------------------------------- */

static void
missing_empty_and_foreign_are_told(void **state)
{
	struct place *place = *state;
	static const char text[] = "asset_no,name\nA-1,server\n";
	char junk[9000];

	refuse(place, STORE_WRITE, ERR_REGISTER);
	refuse(place, STORE_READ, ERR_REGISTER);
	put_bytes(place, "", 0);
	refuse(place, STORE_WRITE, ERR_REGISTER);
	put_bytes(place, text, sizeof(text));
	refuse(place, STORE_WRITE, ERR_REGISTER);
	memset(junk, 'x', sizeof(junk));
	put_bytes(place, junk, sizeof(junk));
	refuse(place, STORE_READ, ERR_REGISTER);
	unlink(place->path);
	tamper(place, "CREATE TABLE asset(id)");
	refuse(place, STORE_WRITE, ERR_REGISTER);
	unlink(place->path);
	assert_int_equal(mkdir(place->path, 0700), 0);
	refuse(place, STORE_WRITE, ERR_REGISTER);
	assert_int_equal(rmdir(place->path), 0);
}

static void
a_newer_version_is_told(void **state)
{
	struct place *place = *state;
	struct store *store = NULL;
	const struct err *err;

	place_create(place);
	tamper(place, "PRAGMA user_version=99");
	err = store_open(&place->session, place->path, STORE_READ, &store);
	must_refuse(err, ERR_REGISTER);
	assert_non_null(strstr(err->msg, "99"));
}

static void
cut_files_are_told(void **state)
{
	struct place *place = *state;
	struct buf bytes = { 0 };
	size_t cut;

	place_create(place);
	must(path_read(place->path, 1 << 24, &bytes));
	for (cut = 1; cut < bytes.len; cut += 4096 / 2 + 37) {
		unlink(place->path);
		put_bytes(place, bytes.s, cut);
		refuse(place, STORE_READ, ERR_REGISTER);
		refuse(place, STORE_WRITE, ERR_REGISTER);
	}
	buf_release(&bytes);
}

static void
an_altered_layout_is_refused_unread(void **state)
{
	static const char *const changes[] = {
		"CREATE VIEW extra AS SELECT 1",
		"CREATE TRIGGER extra AFTER INSERT ON asset BEGIN "
		    "DELETE FROM tx; END",
		"CREATE TABLE extra(x)",
		"CREATE INDEX extra ON asset(model)",
		"DROP INDEX \"asset.owner\"",
		"DROP TABLE decision",
		"ALTER TABLE asset ADD COLUMN extra TEXT",
		"ALTER TABLE asset RENAME COLUMN name TO called",
		"CREATE VIRTUAL TABLE extra USING fts5(x)",
		/* An endless view where a table must be. */
		"DROP TABLE person; CREATE VIEW person AS WITH RECURSIVE "
		    "n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
		    "SELECT id, 'x' AS uuid FROM n",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET "
		    "sql = replace(sql, 'uuid TEXT NOT NULL', "
		    "'uuid TEXT NOT NULL DEFAULT (randomblob(9))') "
		    "WHERE name = 'site'",
		"ANALYZE",
	};
	struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		place_create(place);
		tamper(place, changes[i]);
		refuse(place, STORE_READ, ERR_REGISTER);
		refuse(place, STORE_WRITE, ERR_REGISTER);
		unlink(place->path);
	}
}

static bool
count_record(void *ctx, const struct record *record)
{
	(void)record;
	++*(int *)ctx;
	return true;
}

/* Opens a file with some wrong bytes and reads all it can. */
static void
read_through(struct place *place)
{
	struct store *store = NULL;
	const struct err *err;
	int entity, n = 0;

	err = store_open(&place->session, place->path, STORE_READ, &store);
	if (err != NULL) {
		assert_true(err->kind == ERR_REGISTER || err->kind == ERR_IO);
		return;
	}
	for (entity = 0; entity < ENTITY_COUNT && err == NULL; entity++)
		err = store_each(store, (enum entity_id)entity, NULL, NULL, 0,
		    NULL, count_record, &n);
	assert_true(err == NULL || err->kind == ERR_REGISTER);
	store_close(store);
}

static void
wrong_bytes_never_do_more_than_an_error(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	struct buf bytes = { 0 };
	uint32_t random = 12345;
	unsigned i, k;

	for (i = 0; i < 40; i++)
		must(place_write(place, store, i));
	store_close(store);
	must(path_read(place->path, 1 << 24, &bytes));
	for (i = 0; i < 150; i++) {
		struct buf bad = { 0 };

		buf_addn(&bad, bytes.s, bytes.len);
		for (k = 0; k < 8; k++) {
			random = random * 1664525u + 1013904223u;
			bad.s[random % (k < 4 ? 8192 : bad.len)] ^=
			    (char)(1 << (random >> 29));
		}
		put_bytes(place, bad.s, bad.len);
		read_through(place);
		buf_release(&bad);
	}
	buf_release(&bytes);
}

static void
creating_never_overwrites(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);

	must(place_write(place, store, 1));
	store_close(store);
	refuse(place, STORE_CREATE, ERR_INPUT);
	store = place_open(place, STORE_READ);
	assert_int_equal(place_count(store), 1);
	store_close(store);
}

/* --- readers ------------------------------------------------------------ */

static int
read_one(struct place *place)
{
	struct store *store = place_open(place, STORE_READ);
	int n = (int)place_count(store);

	must_refuse(store_begin(store), ERR_READONLY);
	store_close(store);
	return n == 1 ? 0 : 1;
}

static int
be_refused_writing(struct place *place)
{
	refuse(place, STORE_WRITE, ERR_READONLY);
	return 0;
}

static void
a_folder_that_cannot_be_written_is_for_reading(void **state)
{
	struct place *place = *state;

	if (geteuid() != 0)
		skip();
	place_create(place);
	assert_int_equal(chmod(place->folder, 0755), 0);
	assert_int_equal(chmod(place->path, 0666), 0);
	assert_int_equal(place_as_other(place, be_refused_writing), 0);
}

static int
be_sent_to_the_copy(struct place *place)
{
	struct store *store = NULL;
	const struct err *err;

	err = store_open(&place->session, place->path, STORE_READ, &store);
	must_refuse(err, ERR_REGISTER);
	return strstr(err->msg, "published") != NULL ? 0 : 1;
}

/* Others may read the files but change neither them nor the folder. */
static void
show_to_others(struct place *place)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char name[128];
	size_t i;

	assert_int_equal(chmod(place->folder, 0755), 0);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", place->path,
		    suffixes[i]);
		assert_int_equal(chmod(name, 0444), 0);
	}
}

static void
others_read_beside_a_writer_and_after_it(void **state)
{
	struct place *place = *state;
	struct store *store;

	if (geteuid() != 0)
		skip();
	store = place_open(place, STORE_CREATE);
	must(place_write(place, store, 1));
	show_to_others(place);
	assert_int_equal(place_as_other(place, read_one), 0);
	assert_int_equal(place_as_other(place, be_refused_writing), 0);
	store_close(store);
	assert_int_equal(place_as_other(place, read_one), 0);
}

static void
published_copies_need_nothing_beside_them(void **state)
{
	struct place *place = *state;
	struct store *store;
	char name[128], live[96];
	struct stat st;

	if (geteuid() != 0)
		skip();
	store = place_open(place, STORE_CREATE);
	must(place_write(place, store, 1));
	snprintf(name, sizeof(name), "%s/published", place->folder);
	must(store_publish(store, name));
	must(store_publish(store, name));
	store_close(store);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	show_to_others(place);
	snprintf(live, sizeof(live), "%s", place->path);
	snprintf(name, sizeof(name), "%s-shm", live);
	assert_int_equal(unlink(name), 0);
	snprintf(name, sizeof(name), "%s-wal", live);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(place_as_other(place, be_sent_to_the_copy), 0);
	snprintf(place->path, sizeof(place->path), "%s/published",
	    place->folder);
	assert_int_equal(chmod(place->path, 0444), 0);
	assert_int_equal(place_as_other(place, read_one), 0);
}

static int
write_two(struct place *place)
{
	struct store *store = place_open(place, STORE_WRITE);

	must(place_write(place, store, 2));
	store_close(store);
	return 0;
}

static void
a_team_writes_one_register(void **state)
{
	struct place *place = *state;
	struct store *store;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(place->folder, (uid_t)-1, PLACE_OTHER), 0);
	assert_int_equal(chmod(place->folder, 02770), 0);
	store = place_open(place, STORE_CREATE);
	must(place_write(place, store, 1));
	assert_int_equal(place_as_other(place, write_two), 0);
	must(place_write(place, store, 3));
	store_close(store);
	assert_int_equal(place_as_other(place, write_two), 0);
	store = place_open(place, STORE_WRITE);
	assert_int_equal(place_count(store), 3);
	store_close(store);
}

static void
backups_are_whole_and_alone(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	char copy[128];

	must(place_write(place, store, 1));
	snprintf(copy, sizeof(copy), "%s/backup", place->folder);
	must(store_backup(store, copy));
	must(place_write(place, store, 2));
	must_refuse(store_backup(store, copy), ERR_INPUT);
	store_close(store);
	snprintf(place->path, sizeof(place->path), "%s/backup",
	    place->folder);
	snprintf(copy, sizeof(copy), "%s-wal", place->path);
	assert_false(path_exists(copy));
	store = place_open(place, STORE_READ);
	assert_int_equal(place_count(store), 1);
	store_close(store);
	/* Written to, it is a register like any other. */
	store = place_open(place, STORE_WRITE);
	must(place_write(place, store, 2));
	must(store_check(store));
	assert_true(path_exists(copy));
	store_close(store);
}

#define IN_A_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(personal_files_are_private),
		IN_A_PLACE(personal_files_are_private_under_a_tight_umask),
		IN_A_PLACE(team_files_are_the_groups),
		IN_A_PLACE(team_files_are_nobody_elses),
		IN_A_PLACE(no_descriptor_reaches_a_program),
		IN_A_PLACE(missing_empty_and_foreign_are_told),
		IN_A_PLACE(a_newer_version_is_told),
		IN_A_PLACE(cut_files_are_told),
		IN_A_PLACE(an_altered_layout_is_refused_unread),
		IN_A_PLACE(wrong_bytes_never_do_more_than_an_error),
		IN_A_PLACE(creating_never_overwrites),
		IN_A_PLACE(others_read_beside_a_writer_and_after_it),
		IN_A_PLACE(a_folder_that_cannot_be_written_is_for_reading),
		IN_A_PLACE(published_copies_need_nothing_beside_them),
		IN_A_PLACE(a_team_writes_one_register),
		IN_A_PLACE(backups_are_whole_and_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
