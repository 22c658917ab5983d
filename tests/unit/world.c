/* SPDX-License-Identifier: ISC */
#include "tests/unit/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int64_t
tick(void *ctx)
{
	struct world *world = ctx;

	return world->now += 1000;
}

static void
numbered(void *ctx, char out[UUID_LEN])
{
	struct world *world = ctx;

	snprintf(out, UUID_LEN, "%08x-0000-4000-8000-%012x", world->next,
	    world->next);
	world->next++;
}

void
world_init(struct world *world)
{
	const char *top = getenv("top_srcdir");
	char share[4096];

	*world = (struct world){ .next = 1 };
	snprintf(share, sizeof(share), "%s/share", top == NULL ? "." : top);
	setenv("DAICHO_SHARE", share, 1);
	session_init(&world->session);
	free((char *)(uintptr_t)world->session.user);
	world->session.user = strdup("ryo");
	world->session.clock = (struct clock){ tick, world };
	world->session.uuid = numbered;
	world->session.uuid_ctx = world;
	assert_true(datetime_parse("2026-05-18T00:00:00Z", &world->now));
	world->arena = arena_new();
}

void
world_open(struct world *world)
{
	world_init(world);
	assert_null(register_create(&world->session, ":memory:", "municipal",
	    "personal", "霧ヶ浜市"));
}

void
world_open_file(struct world *world)
{
	/* Processes die here, not the machine: memory is good enough. */
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" :
	    "/tmp";

	world_init(world);
	snprintf(world->folder, sizeof(world->folder),
	    "%s/daicho-test-XXXXXX", base);
	assert_non_null(mkdtemp(world->folder));
	snprintf(world->path, sizeof(world->path), "%s/r.daicho",
	    world->folder);
	assert_null(register_create(&world->session, world->path,
	    "municipal", "personal", NULL));
}

void
world_release(struct world *world)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", "-lock", "-owner", "-reserve",
	};
	char name[128];
	size_t i;

	register_close(&world->session);
	session_release(&world->session);
	arena_free(world->arena);
	if (world->folder[0] == '\0')
		return;
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", world->path,
		    suffixes[i]);
		unlink(name);
	}
	rmdir(world->folder);
}

int
world_setup(void **state)
{
	static struct world world;

	world_open(&world);
	*state = &world;
	return 0;
}

int
world_setup_file(void **state)
{
	static struct world world;

	world_open_file(&world);
	*state = &world;
	return 0;
}

int
world_teardown(void **state)
{
	world_release(*state);
	return 0;
}

void
must(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

struct record *
world_record(struct world *world, enum entity_id entity, size_t position,
    const char *text)
{
	struct record *record = record_new(world->arena, entity);

	record_set_text(record, position, text);
	return record;
}

const char *
world_put(struct world *world, struct record *record)
{
	struct changes *changes = changes_new(&world->session, "edit");
	const struct err *err;
	const char *uuid;

	uuid = arena_strdup(world->arena, changes_put(changes, record));
	err = register_commit(&world->session, changes, NULL, NULL);
	must(err);
	changes_free(changes);
	return uuid;
}

struct record *
world_get(struct world *world, enum entity_id entity, const char *uuid)
{
	struct record *record;

	assert_null(store_get(register_reader(&world->session), entity, uuid,
	    NULL, world->arena, &record));
	return record;
}

struct record *
world_edit(struct world *world, enum entity_id entity, const char *uuid)
{
	struct record *now = world_get(world, entity, uuid);
	struct record *edit = record_new(world->arena, entity);

	assert_non_null(now);
	memcpy(edit->uuid, uuid, UUID_LEN);
	edit->rev = now->rev;
	return edit;
}

static bool
dump_record(void *ctx, const struct record *record)
{
	struct buf *out = ctx;
	size_t i;

	buf_printf(out, "%s %s", entity_get(record->entity)->key,
	    record->uuid);
	for (i = F_retired_at; i < record->n; i++) {
		if (!record_has(record, i))
			continue;
		buf_printf(out, " %s=", entity_field(record->entity, i)->key);
		value_to_json(&record->v[i], out);
	}
	buf_addc(out, '\n');
	return true;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Rows come in the order of their writing, which an undo may change. */
static void
sort_lines(struct buf *text, struct buf *out)
{
	char *line[20000];
	char *save = text->s;
	size_t n = 0, i;

	while (save != NULL && *save != '\0') {
		char *end = strchr(save, '\n');

		assert_true(n < sizeof(line) / sizeof(line[0]));
		line[n++] = save;
		*end = '\0';
		save = end + 1;
	}
	qsort(line, n, sizeof(line[0]), compare_lines);
	for (i = 0; i < n; i++)
		buf_printf(out, "%s\n", line[i]);
}

void
world_dump(struct world *world, struct buf *out)
{
	struct store *store = register_reader(&world->session);
	struct buf text = { 0 };
	int entity;

	buf_clear(out);
	for (entity = 0; entity < ENTITY_COUNT; entity++) {
		struct query *query;

		/* Naming retired_at brings the retired ones, too. */
		assert_null(query_parse(&world->session,
		    (enum entity_id)entity,
		    "retired_at=\"\" or not retired_at=\"\"", world->arena,
		    &query));
		assert_null(store_each(store, (enum entity_id)entity, query,
		    NULL, 0, NULL, dump_record, &text));
	}
	sort_lines(&text, out);
	buf_release(&text);
}

void
world_verify(struct world *world)
{
	struct verify_report report;

	assert_null(history_verify(&world->session, &report));
	if (report.broken_why != NULL)
		fail_msg("entry %lld: %s", (long long)report.broken,
		    report.broken_why);
}
