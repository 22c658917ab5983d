/* SPDX-License-Identifier: ISC */
/* Several people at one register: nothing that was saved is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/review.h"
#include "tests/unit/world.h"

/* MANY items are closed as a staged set. */
enum { PEOPLE = 4, EDITS = 25, FEW = 3, MANY = 520 };

static const size_t own_field[PEOPLE] = {
	F_asset_location, F_asset_rack, F_asset_model, F_asset_user,
};

/*
 * One edit as a form does it: read, change one's own field and the tags that
 * all fight for, save; on a conflict read again.
 */
static const struct err *
edit(struct world *world, const char *uuid, int who, int k)
{
	const struct err *err;

	do {
		struct changes *changes = changes_new(&world->session, "edit");
		struct arena *arena = changes_arena(changes);
		struct record *now;

		err = store_get(register_reader(&world->session),
		    ENTITY_asset, uuid, NULL, arena, &now);
		if (err == NULL) {
			record_set_text(now, own_field[who],
			    arena_printf(arena, "%d", k));
			record_add_item(now, F_tags, arena,
			    arena_printf(arena, "p%d-%d", who, k));
			changes_put(changes, now);
			err = register_commit(&world->session, changes, NULL,
			    NULL);
		}
		changes_free(changes);
	} while (err != NULL &&
	    (err->kind == ERR_CONFLICT || err->kind == ERR_BUSY));
	return err;
}

static int
person(struct world *world, const char *uuid, int who)
{
	const struct err *err;
	int k;

	world->session.reg = NULL;
	err = register_open(&world->session, world->path);
	for (k = 0; err == NULL && k < EDITS; k++)
		err = edit(world, uuid, who, k);
	if (err != NULL)
		fprintf(stderr, "%s\n", err->msg);
	register_close(&world->session);
	return err == NULL ? 0 : 1;
}

static void
no_saved_change_is_lost(void **state)
{
	static struct world world;
	struct record *record;
	const char *uuid;
	pid_t pid[PEOPLE];
	int who, status;

	(void)state;
	world_open_file(&world);
	uuid = world_put(&world, world_record(&world, ENTITY_asset,
	    F_asset_name, "福祉総合端末 1"));
	for (who = 0; who < PEOPLE; who++) {
		pid[who] = fork();
		if (pid[who] == 0)
			_exit(person(&world, uuid, who));
	}
	for (who = 0; who < PEOPLE; who++) {
		assert_int_equal(waitpid(pid[who], &status, 0), pid[who]);
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	record = world_get(&world, ENTITY_asset, uuid);
	assert_int_equal(record_value(record, F_tags)->n, PEOPLE * EDITS);
	for (who = 0; who < PEOPLE; who++)
		assert_string_equal(record_text(record, own_field[who]),
		    "24");
	assert_int_equal(record->rev, 1 + PEOPLE * EDITS);
	world_verify(&world);
	world_release(&world);
}

static void
answer(struct world *world, const struct review *review, size_t i,
    enum review_answer word)
{
	struct changes *changes = changes_new(&world->session, "review");
	struct review_reply reply = { .item = review->item[i].uuid,
	    .answer = word };

	review_reply(&world->session, changes, &reply);
	must(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
}

/* The report of a closed round says what its answers say. */
static void
close_while_another_answers(int items)
{
	struct review_close options = { .unanswered = items };
	struct review_start start = { .name = "round", .due = "2030-01-31" };
	struct commit_result result;
	struct review review;
	struct world world;
	const struct err *err;
	char uuid[UUID_LEN];
	int i;

	world_open(&world);
	for (i = 0; i < items; i++)
		world_put(&world, world_record(&world, ENTITY_asset,
		    F_asset_asset_no, arena_printf(world.arena, "A-%d", i)));
	must(review_open(&world.session, &start, world.arena, &result, uuid));
	must(review_load(&world.session, uuid, world.arena, &review));
	answer(&world, &review, (size_t)items - 1, REVIEW_ABSENT);
	err = review_close(&world.session, &review, &options, world.arena,
	    &result);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CONFLICT);
	must(review_load(&world.session, uuid, world.arena, &review));
	assert_int_equal(review.closed_on, 0);
	options.unanswered = items - 1;
	must(review_close(&world.session, &review, &options, world.arena,
	    &result));
	assert_int_equal(result.created, 1);
	assert_int_equal(result.same, 0);
	world_verify(&world);
	world_release(&world);
}

static void
a_round_is_not_closed_over_an_answer(void **state)
{
	(void)state;
	close_while_another_answers(FEW);
	close_while_another_answers(MANY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_saved_change_is_lost),
		cmocka_unit_test(a_round_is_not_closed_over_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
