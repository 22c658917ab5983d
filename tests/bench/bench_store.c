/* SPDX-License-Identifier: ISC */
/*
 * Times the store on a large register: bench_store FILE [ASSETS] makes FILE
 * when it is missing (three interfaces, one connection and half a flow for
 * each asset) and prints how long lists, sorts, searches and pages take.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/path.h"
#include "model/store/store.h"

enum { BATCH = 500, PAGE = 50 };

struct moment {
	double	clock, cpu;		/* ms */
};

static double
read_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct moment
now(void)
{
	return (struct moment){ read_ms(CLOCK_MONOTONIC),
	    read_ms(CLOCK_PROCESS_CPUTIME_ID) };
}

static void
must(const struct err *err)
{
	if (err == NULL)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

static void
print(const char *what, struct moment since, size_t n)
{
	struct moment end = now();

	printf("%-32s %9.2f ms %9.2f ms of CPU %8zu\n", what,
	    end.clock - since.clock, end.cpu - since.cpu, n);
}

/* --- making ------------------------------------------------------------- */

struct maker {
	struct store	*store;
	struct arena	*arena;
	size_t		 batch;
	uint64_t	 random;
};

static unsigned
pick(struct maker *m, unsigned n)
{
	m->random = m->random * UINT64_C(6364136223846793005) + 1;
	return (unsigned)(m->random >> 33) % n;
}

static const char *
uuid_of(struct maker *m, const char *kind, size_t i)
{
	return arena_printf(m->arena, "%08x-%.4s-4000-8000-%012zx",
	    (unsigned)(i * 2654435761u), kind, i);
}

static struct record *
make(struct maker *m, enum entity_id entity, const char *kind, size_t i)
{
	struct record *record = record_new(m->arena, entity);

	snprintf(record->uuid, sizeof(record->uuid), "%s",
	    uuid_of(m, kind, i));
	record->rev = 1;
	record_set_int(record, F_created_at, 1700000000000);
	record_set_text(record, F_created_by, "hanako");
	return record;
}

static void
put(struct maker *m, const struct record *record)
{
	if (m->batch == 0)
		must(store_begin(m->store));
	must(store_put(m->store, record));
	if (++m->batch < BATCH)
		return;
	must(store_commit(m->store));
	m->batch = 0;
}

static void
make_asset(struct maker *m, size_t i)
{
	static const char *const kinds[] = {
		"server", "client", "network", "printer", "ot", "iot",
	};
	static const char *const words[] = {
		"窓口端末", "受付 端末", "ファイルサーバ", "Web サーバ",
		"複合機", "監視カメラ", "L2スイッチ", "PLC 制御盤",
	};
	struct record *asset = make(m, ENTITY_asset, "a55e", i);
	size_t k;

	record_set_text(asset, F_asset_asset_no,
	    arena_printf(m->arena, "A-%06u", pick(m, 1000000)));
	record_set_text(asset, F_asset_name, arena_printf(m->arena,
	    "%s %zu号機", words[pick(m, 8)], i));
	record_set_text(asset, F_asset_kind, kinds[pick(m, 6)]);
	record_set_text(asset, F_asset_manufacturer, "富士電子工業");
	record_set_text(asset, F_asset_model,
	    arena_printf(m->arena, "FX-%u", pick(m, 900)));
	record_set_text(asset, F_asset_serial,
	    arena_printf(m->arena, "SN%08u", pick(m, 100000000)));
	record_set_text(asset, F_asset_hostname,
	    arena_printf(m->arena, "host-%zu", i));
	record_set_text(asset, F_asset_os_version, arena_printf(m->arena,
	    "10.%u.%u", pick(m, 20), pick(m, 300)));
	record_set_text(asset, F_asset_site, uuid_of(m, "517e", pick(m, 50)));
	record_set_text(asset, F_asset_owner,
	    uuid_of(m, "9e50", pick(m, 500)));
	record_set_text(asset, F_asset_department,
	    uuid_of(m, "de9a", pick(m, 100)));
	record_set_text(asset, F_asset_location, arena_printf(m->arena,
	    "本庁舎 %u階 %u番", pick(m, 12), pick(m, 40)));
	record_set_text(asset, F_asset_status, "in_use");
	record_set_text(asset, F_asset_approval, "approved");
	record_set_text(asset, F_asset_support_end, arena_printf(m->arena,
	    "20%02u-%02u-01", 24 + pick(m, 8), 1 + pick(m, 12)));
	put(m, asset);
	for (k = 0; k < 3; k++) {
		struct record *link = make(m, ENTITY_interface, "1fac",
		    i * 3 + k);

		record_set_text(link, F_interface_asset, asset->uuid);
		record_set_text(link, F_interface_name,
		    arena_printf(m->arena, "eth%zu", k));
		record_set_text(link, F_interface_mac, arena_printf(m->arena,
		    "02:00:%02zx:%02zx:%02zx:%02zx", i >> 16 & 255,
		    i >> 8 & 255, i & 255, k));
		record_add_item(link, F_interface_ip, m->arena,
		    arena_printf(m->arena, "10.%zu.%zu.%zu", i >> 8 & 255,
		    i & 255, k + 1));
		record_set_text(link, F_interface_zone,
		    uuid_of(m, "20e0", pick(m, 30)));
		put(m, link);
	}
}

static void
make_connection(struct maker *m, size_t i, size_t assets)
{
	struct record *c = make(m, ENTITY_connection, "c0ec", i);

	record_set_text(c, F_connection_name,
	    arena_printf(m->arena, "回線 %zu", i));
	record_set_text(c, F_connection_a,
	    uuid_of(m, "a55e", pick(m, (unsigned)assets)));
	record_set_text(c, F_connection_b,
	    uuid_of(m, "a55e", pick(m, (unsigned)assets)));
	record_add_item(c, F_connection_allowed, m->arena, "tcp/443");
	put(m, c);
}

static void
make_small(struct maker *m)
{
	static const struct {
		enum entity_id	 entity;
		const char	*kind, *name;
		size_t		 n;
	} small[] = {
		{ ENTITY_site, "517e", "庁舎", 50 },
		{ ENTITY_person, "9e50", "担当", 500 },
		{ ENTITY_department, "de9a", "課", 100 },
		{ ENTITY_zone, "20e0", "ゾーン", 30 },
	};
	size_t i, k;

	for (k = 0; k < sizeof(small) / sizeof(small[0]); k++)
		for (i = 0; i < small[k].n; i++) {
			struct record *record = make(m, small[k].entity,
			    small[k].kind, i);

			record_set_text(record,
			    entity_name_field(small[k].entity),
			    arena_printf(m->arena, "%s %u", small[k].name,
			    pick(m, 1000)));
			put(m, record);
		}
}

static void
make_register(struct store *store, size_t assets)
{
	struct maker m = { .store = store, .arena = arena_new(),
	    .random = 7 };
	struct moment start = now();
	size_t i;

	make_small(&m);
	for (i = 0; i < assets; i++) {
		make_asset(&m, i);
		if (i % BATCH == 0)
			arena_reset(m.arena);
	}
	for (i = 0; i < assets; i++) {
		make_connection(&m, i, assets);
		if (i % BATCH == 0)
			arena_reset(m.arena);
	}
	if (m.batch > 0)
		must(store_commit(store));
	print("writing (records)", start, assets * 5);
	arena_free(m.arena);
}

/* --- measuring ---------------------------------------------------------- */

static void
time_keys(struct session *session, struct store *store, const char *where,
    const char *sort)
{
	struct arena *arena = arena_new();
	struct query_sort order[4];
	struct store_keys keys;
	struct query *query = NULL;
	size_t n = 0;
	struct moment start;

	must(query_parse(session, ENTITY_asset, where, arena, &query));
	if (*sort != '\0')
		must(query_sort_parse(ENTITY_asset, sort, order, 4, &n));
	start = now();
	must(store_keys(store, ENTITY_asset, query, order, n, &keys));
	print(arena_printf(arena, "keys  %s%s%s", where,
	    *sort != '\0' ? "  by " : "", sort), start, keys.n);
	store_keys_release(&keys);
	arena_free(arena);
}

static void
time_page(struct store *store, size_t at, const struct fieldset *want)
{
	struct arena *arena = arena_new();
	struct record *page[PAGE];
	struct store_keys keys;
	struct moment start;

	must(store_keys(store, ENTITY_asset, NULL, NULL, 0, &keys));
	start = now();
	must(store_rows(store, &keys, at < keys.n - PAGE ? at :
	    keys.n - PAGE, PAGE, want, arena, page));
	print(want == NULL ? "page of 50, all fields" :
	    "page of 50, list columns", start, PAGE);
	store_keys_release(&keys);
	arena_free(arena);
}

static void
time_lookup(struct store *store)
{
	struct arena *arena = arena_new();
	const char *out[4];
	struct moment start = now();
	size_t i, n, found = 0;

	for (i = 0; i < 1000; i++) {
		must(store_lookup(store, ENTITY_interface, F_interface_mac,
		    arena_printf(arena, "02:00:00:%02zx:%02zx:01", i >> 8,
		    i & 255), arena, out, 4, &n));
		found += n;
	}
	print("1000 lookups by MAC", start, found);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	static const char *const columns[] = {
		"asset_no", "name", "kind", "site", "owner", "department",
		"status", "approval", "zone", "last_seen",
	};
	static const char *const cases[][2] = {
		{ "", "" }, { "", "asset_no:desc" }, { "", "name" },
		{ "", "kind" }, { "", "location" }, { "", "os_version" },
		{ "", "support_end" }, { "", "owner" },
		{ "", "site,name:desc" }, { "kind=server", "" },
		{ "support_end<2026-01-01", "" }, { "owner~12", "" },
		{ "interfaces=0", "" }, { "connections=0", "" },
		{ "窓口", "" }, { "監視 fx-12", "" }, { "zzz", "" },
		{ "10.3.20.1", "" }, { "hostname=host-77", "" },
		{ "site.name~1", "" },
	};
	struct fieldset want = { 0 };
	struct rusage usage;
	struct session session;
	struct store *store = NULL;
	size_t i;
	struct moment start;

	if (argc < 2)
		return 2;
	session_init(&session);
	if (!path_exists(argv[1])) {
		must(store_open(&session, argv[1], STORE_CREATE, &store));
		make_register(store, argc > 2 ?
		    (size_t)strtoul(argv[2], NULL, 10) : 100000);
		store_close(store);
	}
	start = now();
	must(store_open(&session, argv[1], STORE_READ, &store));
	print("open", start, 1);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		time_keys(&session, store, cases[i][0], cases[i][1]);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		fieldset_add(&want, (size_t)entity_field_find(ENTITY_asset,
		    columns[i]));
	time_page(store, 0, &want);
	time_page(store, 70000, &want);
	time_page(store, 30000, NULL);
	time_lookup(store);
	store_close(store);
	session_release(&session);
	getrusage(RUSAGE_SELF, &usage);
	printf("largest memory %ld KiB\n", usage.ru_maxrss);
	return 0;
}
