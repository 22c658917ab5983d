/* SPDX-License-Identifier: ISC */
#include "tests/fault/place.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void
must(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

void
must_refuse(const struct err *err, enum err_kind kind)
{
	if (err == NULL)
		fail_msg("not refused");
	if (err->kind != kind)
		fail_msg("refused in another way: %s", err->msg);
	/* One sentence or two for a person, no more. */
	assert_true(strlen(err->msg) > 20);
	assert_null(strchr(err->msg, '\n'));
}

int
place_rounds(int usual)
{
	const char *asked = getenv("DAICHO_KILL_ROUNDS");

	return asked == NULL ? usual : (int)strtol(asked, NULL, 10);
}

void
place_make(struct place *place)
{
	memset(place, 0, sizeof(*place));
	session_init(&place->session);
	place->arena = arena_new();
	snprintf(place->folder, sizeof(place->folder),
	    "/tmp/daicho-fault-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/r.daicho",
	    place->folder);
}

void
place_remove(struct place *place)
{
	DIR *dir = opendir(place->folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	rmdir(place->folder);
	arena_free(place->arena);
	session_release(&place->session);
}

int
place_setup(void **state)
{
	struct place *place = malloc(sizeof(*place));

	place_make(place);
	*state = place;
	return 0;
}

int
place_teardown(void **state)
{
	place_remove(*state);
	free(*state);
	return 0;
}

struct store *
place_open(struct place *place, enum store_mode mode)
{
	struct store *store = NULL;

	must(store_open(&place->session, place->path, mode, &store));
	return store;
}

void
place_create(struct place *place)
{
	store_close(place_open(place, STORE_CREATE));
}

struct record *
place_department(struct place *place, unsigned number)
{
	struct record *record = record_new(place->arena, ENTITY_department);

	snprintf(record->uuid, sizeof(record->uuid),
	    "%08x-0000-4000-8000-000000000000", number);
	record->rev = 1;
	record_set_text(record, F_department_name,
	    arena_printf(place->arena, "課 %u", number));
	return record;
}

const struct err *
place_write(struct place *place, struct store *store, unsigned number)
{
	const struct err *err = store_begin(store);

	if (err != NULL)
		return err;
	err = store_put(store, place_department(place, number));
	if (err == NULL)
		return store_commit(store);
	store_rollback(store);
	return err;
}

int64_t
place_count(struct store *store)
{
	int64_t n;

	must(store_count(store, ENTITY_department, NULL, &n));
	return n;
}

static int
run_child(struct place *place, int (*run)(struct place *place), bool other)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		/* A failed assertion must not go on with the next test. */
		setenv("CMOCKA_TEST_ABORT", "1", 1);
		if (other && (setgid(PLACE_OTHER) != 0 ||
		    setuid(PLACE_OTHER) != 0))
			_exit(2);
		_exit(run(place));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

int
place_in_child(struct place *place, int (*run)(struct place *place))
{
	return run_child(place, run, false);
}

int
place_as_other(struct place *place, int (*run)(struct place *place))
{
	return run_child(place, run, true);
}
