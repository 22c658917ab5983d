/* SPDX-License-Identifier: ISC */
/*
 * The labelled situations of tests/corpus/situations: each file is a register,
 * rounds of discovery and what must come of them.  Its words are explained in
 * tests/corpus/situations/README.md.
 */
#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/lab.h"

enum { WORDS = 24, ROWS = 512, NAMES = 32, AT_LEAST = 60, MOST = 256 };

/* However the same is told, the same must come of it. */
enum manner { PLAIN, REVERSED, SPLIT, TWICE, MODES };
static const char *const modes[] = { "plain", "reversed", "split", "twice" };

struct scene {
	struct lab	 lab;
	enum manner	 mode;
	const char	*file;		/* of the situation */
	unsigned	 line;
	char		*word[WORDS];
	size_t		 n_words;
	struct {
		const char *name, *uuid;
	}		 name[NAMES];
	size_t		 n_names;
	struct {
		struct sighting	 s;
		unsigned	 file;
	}		 row[ROWS];
	size_t		 n_rows;
	struct scan_file scan[8];
	unsigned	 n_files;
	bool		 ran;
	struct discover_report report;
};

#define COMPLAIN(scene, ...) do { \
	print_error("%s:%u (%s): ", (scene)->file, (scene)->line, \
	    modes[(scene)->mode]); \
	fail_msg(__VA_ARGS__); \
} while (0)

/* --- words -------------------------------------------------------------- */

/* Divided by blanks; "a b" stays together. */
static void
split(struct scene *scene, char *line)
{
	bool quoted = false;
	char *to = line;

	scene->n_words = 0;
	while (*line != '\0') {
		while (*line == ' ')
			line++;
		if (*line == '\0' || *line == '#' || *line == '\n')
			break;
		assert_true(scene->n_words < WORDS);
		scene->word[scene->n_words++] = to;
		for (; *line != '\0' && *line != '\n' &&
		    (quoted || *line != ' '); line++)
			if (*line == '"')
				quoted = !quoted;
			else
				*to++ = *line;
		if (*line != '\0')
			line++;
		*to++ = '\0';
	}
}

/* The value of KEY=VALUE, or NULL; copied where it lasts. */
static const char *
option(struct scene *scene, const char *key)
{
	size_t i, n = strlen(key);

	for (i = 1; i < scene->n_words; i++)
		if (strncmp(scene->word[i], key, n) == 0 &&
		    scene->word[i][n] == '=')
			return arena_strdup(scene->lab.world.arena,
			    scene->word[i] + n + 1);
	return NULL;
}

static bool
flag(const struct scene *scene, const char *key)
{
	size_t i;

	for (i = 1; i < scene->n_words; i++)
		if (strcmp(scene->word[i], key) == 0)
			return true;
	return false;
}

static const char *
named(struct scene *scene, const char *name)
{
	size_t i;

	for (i = 0; i < scene->n_names; i++)
		if (strcmp(scene->name[i].name, name) == 0)
			return scene->name[i].uuid;
	COMPLAIN(scene, "nothing is called %s", name);
	return NULL;
}

static void
call(struct scene *scene, const char *name, const char *uuid)
{
	assert_true(scene->n_names < NAMES);
	scene->name[scene->n_names].name = arena_strdup(
	    scene->lab.world.arena, name);
	scene->name[scene->n_names++].uuid = uuid;
}

static const char **
parts(struct scene *scene, const char *text, size_t *n)
{
	const char **list = arena_calloc(scene->lab.world.arena, 16,
	    sizeof(*list));
	const char *part;

	*n = 0;
	while (*n < 16 && (part = facts_next(&text, ',',
	    scene->lab.world.arena)) != NULL)
		list[(*n)++] = part;
	return list;
}

/* --- the register ------------------------------------------------------- */

static void
set_refs(struct scene *scene, struct record *record, size_t position,
    const char *text)
{
	size_t i, n;
	const char **list = parts(scene, text, &n);

	for (i = 0; i < n; i++)
		list[i] = named(scene, list[i]);
	record_set_list(record, position, scene->lab.world.arena, list, n);
}

static void
add_interface(struct scene *scene, const char *asset)
{
	static const struct {
		const char	*key;
		size_t		 position;
	} fields[] = {
		{ "mac", F_interface_mac }, { "policy", F_interface_mac_policy },
		{ "assign", F_interface_ip_assign },
		{ "client_id", F_interface_dhcp_client_id },
		{ "port", F_interface_switch_port },
		{ "management", F_interface_management },
	};
	struct world *world = &scene->lab.world;
	struct record *record = world_record(world, ENTITY_interface,
	    F_interface_asset, asset);
	const char *text, *uuid, **list;
	size_t i, n;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if ((text = option(scene, fields[i].key)) != NULL)
			record_set_text(record, fields[i].position, text);
	if ((text = option(scene, "ip")) != NULL) {
		list = parts(scene, text, &n);
		record_set_list(record, F_interface_ip, world->arena, list, n);
	}
	if ((text = option(scene, "switch")) != NULL)
		record_set_text(record, F_interface_switch,
		    named(scene, text));
	uuid = world_put(world, record);
	list = parts(scene, option(scene, "ports"), &n);
	for (i = 0; i < n; i++) {
		const char *slash = strchr(list[i], '/');

		assert_non_null(slash);
		record = world_record(world, ENTITY_service,
		    F_service_interface, uuid);
		record_set_text(record, F_service_protocol, arena_strndup(
		    world->arena, list[i], (size_t)(slash - list[i])));
		record_set_int(record, F_service_port, atol(slash + 1));
		world_put(world, record);
	}
}

static void
do_asset(struct scene *scene)
{
	static const struct {
		const char	*key;
		size_t		 position;
	} fields[] = {
		{ "kind", F_asset_kind }, { "serial", F_asset_serial },
		{ "maker", F_asset_manufacturer },
	};
	struct lab *lab = &scene->lab;
	const char *text, *uuid = lab_asset(lab, scene->word[1], NULL,
	    option(scene, "hostname"), NULL, NULL);
	struct record *record;
	size_t i;

	call(scene, scene->word[1], uuid);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if ((text = option(scene, fields[i].key)) != NULL)
			lab_set(lab, ENTITY_asset, uuid, fields[i].position,
			    text);
	if (option(scene, "mac") != NULL || option(scene, "ip") != NULL ||
	    option(scene, "client_id") != NULL ||
	    option(scene, "switch") != NULL)
		add_interface(scene, uuid);
	record = world_edit(&lab->world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval, scene->word[2]);
	if ((text = option(scene, "until")) != NULL)
		record_set_text(record, F_asset_approval_until, text);
	if ((text = option(scene, "zones")) != NULL)
		set_refs(scene, record, F_asset_approved_zones, text);
	world_put(&lab->world, record);
	if ((text = option(scene, "status")) != NULL)
		lab_set(lab, ENTITY_asset, uuid, F_asset_status, text);
}

static void
do_interface(struct scene *scene)
{
	add_interface(scene, named(scene, scene->word[1]));
}

static void
do_identifier(struct scene *scene)
{
	struct record *record = world_record(&scene->lab.world,
	    ENTITY_identifier, F_identifier_asset,
	    named(scene, scene->word[1]));

	record_set_text(record, F_identifier_kind, scene->word[2]);
	record_set_text(record, F_identifier_value, scene->word[3]);
	world_put(&scene->lab.world, record);
}

static void
do_connection(struct scene *scene)
{
	struct world *world = &scene->lab.world;
	struct record *record = world_record(world, ENTITY_connection,
	    F_connection_name, "line");
	const char *text;

	record_set_text(record, F_connection_type, "firewall");
	record_set_text(record, F_connection_a, named(scene, scene->word[1]));
	record_set_text(record, F_connection_b, named(scene, scene->word[2]));
	if ((text = option(scene, "control")) != NULL)
		record_set_text(record, F_connection_control_device,
		    named(scene, text));
	record_set_text(record, F_connection_direction, "both");
	record_set_text(record, F_connection_need, "work");
	record_set_text(record, F_connection_approval, scene->word[3]);
	if ((text = option(scene, "until")) != NULL)
		record_set_text(record, F_connection_approval_until, text);
	world_put(world, record);
}

static const char *
add_zone(struct scene *scene, const char *name, const char *kind,
    const char *parent, const char *cidr, const char *dhcp)
{
	struct world *world = &scene->lab.world;
	struct record *record = world_record(world, ENTITY_zone, F_zone_name,
	    name);
	const char *uuid;

	record_set_text(record, F_zone_kind, kind);
	record_set_text(record, F_zone_site, scene->lab.site);
	record_set_text(record, F_zone_owner, scene->lab.person);
	record_set_text(record, F_zone_parent, parent);
	uuid = world_put(world, record);
	call(scene, name, uuid);
	record = world_record(world, ENTITY_network, F_network_name, name);
	record_set_text(record, F_network_zone, uuid);
	record_set_text(record, F_network_cidr, cidr);
	record_set_text(record, F_network_assignment, dhcp);
	world_put(world, record);
	return uuid;
}

static void
set_scene(struct scene *scene)
{
	lab_open(&scene->lab);
	call(scene, "Office", scene->lab.office);
	call(scene, "Plant", scene->lab.plant);
	add_zone(scene, "Guest", "guest", NULL, "10.3.0.0/24", "dhcp");
	add_zone(scene, "MyNumber", "mynumber", NULL, "10.4.0.0/24", NULL);
	add_zone(scene, "Annex", "corporate", scene->lab.office,
	    "10.5.0.0/24", NULL);
	add_zone(scene, "Six", "corporate", NULL, "2001:db8:6::/64", NULL);
}

/* --- rounds ------------------------------------------------------------- */

static void
begin(struct scene *scene)
{
	if (!scene->ran)
		return;
	scene->ran = false;
	scene->n_rows = 0;
	scene->n_files = 0;
}

static void
add_file(struct scene *scene, const char *strength)
{
	struct world *world = &scene->lab.world;
	struct scan_file *file = &scene->scan[scene->n_files];
	unsigned i;

	assert_true(scene->n_files < 8);
	memset(file, 0, sizeof(*file));
	file->name = file->path = arena_printf(world->arena, "%u.txt",
	    scene->n_files);
	file->importer = importer_find("arp_scan");
	for (i = 0; i <= STRENGTH_CACHE; i++)
		if (strength != NULL && strcmp(strength,
		    import_strength_key((enum import_strength)i)) == 0)
			file->strength = (enum import_strength)i;
	file->complete = true;
	file->scope = arena_calloc(world->arena, 1, sizeof(*file->scope));
	file->scope[0] = "10.0.0.0/13";
	file->n_scope = 1;
	scene->n_files++;
}

/* file STRENGTH [cut] [scope=CIDR] */
static void
do_file(struct scene *scene)
{
	struct scan_file *file;
	const char *text;

	begin(scene);
	add_file(scene, scene->n_words > 1 ? scene->word[1] : NULL);
	file = &scene->scan[scene->n_files - 1];
	file->complete = !flag(scene, "cut");
	if ((text = option(scene, "scope")) != NULL)
		file->scope[0] = text;
}

static void
do_see(struct scene *scene)
{
	static const char *const kinds[] = {
		"system_uuid", "agent_id", "ssh_host_key", "certificate",
		"dhcp_client_id", "duid", "serial", "asset_no",
	};
	struct arena *arena = scene->lab.world.arena;
	struct sighting *s;
	const char *text, **list;
	size_t i, n;

	begin(scene);
	if (scene->n_files == 0)
		add_file(scene, NULL);
	s = &scene->row[scene->n_rows].s;
	scene->row[scene->n_rows].file = scene->n_files - 1;
	assert_true(++scene->n_rows < ROWS);
	memset(s, 0, sizeof(*s));
	list = parts(scene, option(scene, "ip"), &n);
	for (i = 0; i < n && i < SIGHTING_IPS; i++)
		s->ip[s->n_ip++] = list[i];
	s->mac = option(scene, "mac");
	s->hostname = option(scene, "hostname");
	s->vendor = option(scene, "vendor");
	s->switch_name = option(scene, "switch");
	s->switch_port = option(scene, "port");
	s->router = flag(scene, "router");
	s->state = flag(scene, "down") ? SIGHTING_DOWN :
	    flag(scene, "incomplete") ? SIGHTING_INCOMPLETE : SIGHTING_UP;
	if ((text = option(scene, "vlan")) != NULL)
		s->vlan = (int)strtol(text, NULL, 10);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((text = option(scene, kinds[i])) != NULL) {
			s->id[s->n_id].kind = kinds[i];
			s->id[s->n_id++].value = text;
		}
	if ((text = option(scene, "ports")) != NULL) {
		list = parts(scene, text, &n);
		s->service = arena_calloc(arena, n, sizeof(*s->service));
		s->n_service = n;
		s->services_known = true;
		for (i = 0; i < n; i++)
			s->service[i].port = list[i];
	}
	/* Hours before the round's own time. */
	if ((text = option(scene, "ago")) != NULL)
		s->seen_at = scene->lab.day + INT64_C(86400000) -
		    strtol(text, NULL, 10) * INT64_C(3600000);
	s->line = (long)scene->n_rows;
	s->text = "as written in the situation";
}

/* "many 20 10.1.0. 1 mac=…": so many addresses of one MAC. */
static void
do_many(struct scene *scene)
{
	struct arena *arena = scene->lab.world.arena;
	long i, n = strtol(scene->word[1], NULL, 10);
	const char *prefix = arena_strdup(arena, scene->word[2]);
	long from = strtol(scene->word[3], NULL, 10);
	const char *mac = option(scene, "mac");

	for (i = 0; i < n; i++) {
		scene->word[0] = arena_strdup(arena, "see");
		scene->word[1] = arena_printf(arena, "ip=%s%ld", prefix,
		    from + i);
		scene->word[2] = arena_printf(arena, "mac=%s", mac);
		scene->n_words = 3;
		do_see(scene);
	}
}

/* Each row in a file of its own, behind the files as they are. */
static void
divide(struct scene *scene, struct scan_file *file, unsigned *n_files)
{
	struct arena *arena = scene->lab.world.arena;
	size_t i;

	for (i = 0; i < scene->n_rows; i++) {
		file[*n_files] = file[scene->row[i].file];
		file[*n_files].name = file[*n_files].path =
		    arena_printf(arena, "part%zu.txt", i);
		snprintf(file[*n_files].sha256, sizeof(file->sha256),
		    "%063xf", ++scene->lab.files);
		++*n_files;
	}
}

static void
take(struct scene *scene, struct discover_report *report)
{
	struct lab *lab = &scene->lab;
	struct discover_options options = { .dry_run = false };
	unsigned n = scene->n_files;
	struct scan_file *file = arena_calloc(lab->world.arena,
	    n + scene->n_rows, sizeof(*file));
	const struct err *err;
	struct round round;
	size_t i;

	memcpy(file, scene->scan, n * sizeof(*file));
	for (i = 0; i < n; i++) {
		snprintf(file[i].sha256, sizeof(file[i].sha256), "%064x",
		    ++lab->files);
		file[i].started = file[i].ended = lab->day;
	}
	if (scene->mode == SPLIT)
		divide(scene, file, &n);
	round_init(&round, lab->world.arena, lab->site);
	for (i = 0; i < scene->n_rows; i++) {
		size_t at = scene->mode == REVERSED ? scene->n_rows - 1 - i :
		    i;
		unsigned in = scene->mode == SPLIT ?
		    (unsigned)(scene->n_files + at) : scene->row[at].file;

		round_add(&round, in, file[in].name, &scene->row[at].s);
	}
	err = run_round(&lab->world.session, &options, &round, file, n,
	    lab->world.arena, report);
	if (err != NULL)
		COMPLAIN(scene, "%s", err->msg);
	round_release(&round);
}

static void
do_run(struct scene *scene)
{
	struct lab *lab = &scene->lab;
	struct discover_report again;
	struct buf before = { 0 }, after = { 0 };

	/* Again without a word between: the same was seen a day later. */
	if (scene->n_files == 0)
		add_file(scene, NULL);
	lab->day += INT64_C(86400000);
	lab->world.now = lab->day + 3600000;
	take(scene, &scene->report);
	scene->ran = true;
	if (scene->mode != TWICE)
		return;
	world_dump(&lab->world, &before);
	lab->files -= scene->n_files;
	take(scene, &again);
	world_dump(&lab->world, &after);
	assert_true(again.duplicate);
	assert_memory_equal(again.count, scene->report.count,
	    RESULT_MISSING * sizeof(again.count[0]));
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_release(&before);
	buf_release(&after);
}

/* --- what must come of it ----------------------------------------------- */

struct sought {
	struct scene	*scene;
	const char	*what;
	struct record	*found;
	size_t		 n;
};

static bool
note_observation(void *ctx, const struct record *record)
{
	struct sought *sought = ctx;
	const char *ip = record_text(record, F_observation_ip);
	const char *mac = record_text(record, F_observation_mac);
	const char *name = record_text(record, F_observation_hostname);

	if ((ip != NULL && strcmp(ip, sought->what) == 0) ||
	    (mac != NULL && strcmp(mac, sought->what) == 0) ||
	    (name != NULL && strcmp(name, sought->what) == 0)) {
		sought->n++;
		sought->found = record_copy(
		    sought->scene->lab.world.arena, record);
	}
	return true;
}

static struct record *
observation(struct scene *scene, const char *what)
{
	struct sought sought = { .scene = scene, .what = what };
	struct arena *arena = scene->lab.world.arena;
	struct value import = { .kind = VALUE_TEXT,
	    .s = scene->report.import };

	assert_null(store_each(register_reader(&scene->lab.world.session),
	    ENTITY_observation, query_field(arena, ENTITY_observation,
	    F_observation_import, QUERY_EQ, import), NULL, 0, NULL,
	    note_observation, &sought));
	if (sought.found == NULL)
		COMPLAIN(scene, "%s was not seen", what);
	return sought.found;
}

static const char *
or_dash(const char *s)
{
	return s != NULL && *s != '\0' ? s : "-";
}

static void
must_be(struct scene *scene, const char *what, const char *is,
    const char *wanted)
{
	if (strcmp(or_dash(is), wanted) != 0)
		COMPLAIN(scene, "%s is %s, not %s", what, or_dash(is), wanted);
}

/* The finding of a result about what bears the address, MAC or name. */
static const struct discover_finding *
finding_of(struct scene *scene, const char *what, const char *result)
{
	size_t i;

	for (i = 0; i < scene->report.n_findings; i++) {
		const struct discover_finding *f = &scene->report.finding[i];
		size_t n = strlen(what);

		if (strcmp(result_key(f->result), result) == 0 &&
		    ((f->ip != NULL && strncmp(f->ip, what, n) == 0 &&
		    (f->ip[n] == '\0' || f->ip[n] == ' ')) ||
		    (f->mac != NULL && strcmp(f->mac, what) == 0) ||
		    (f->hostname != NULL && strcmp(f->hostname, what) == 0)))
			return f;
	}
	return NULL;
}

static const char *
also_of(struct scene *scene, const struct discover_finding *f)
{
	struct buf out = { 0 };
	const char *text;
	size_t i;

	for (i = 0; f != NULL && i < f->n_also; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", f->also[i]);
	text = arena_strdup(scene->lab.world.arena, buf_str(&out));
	buf_release(&out);
	return text;
}

/* expect WHAT RESULT RANKS [asset=NO] [also=…] [severity=…] [due=HOURS] */
static void
do_expect(struct scene *scene)
{
	struct record *row = observation(scene, scene->word[1]);
	const char *result = record_text(row, F_observation_result);
	const char *rule = record_text(row, F_observation_rule), *text;
	const struct discover_finding *f;
	char hours[32];

	must_be(scene, "the result", result, scene->word[2]);
	must_be(scene, "the rule", rule == NULL ? NULL : arena_strndup(
	    scene->lab.world.arena, rule, strcspn(rule, " ")),
	    scene->word[3]);
	f = finding_of(scene, scene->word[1], scene->word[2]);
	if ((text = option(scene, "asset")) != NULL)
		must_be(scene, "the asset", f != NULL ? f->asset :
		    record_text(row, F_observation_matched),
		    strcmp(text, "-") == 0 ? "-" : named(scene, text));
	if (strcmp(result, "confirmed") != 0 &&
	    strcmp(result, "transient") != 0) {
		if (f == NULL)
			COMPLAIN(scene, "no finding says %s", result);
		text = option(scene, "also");
		must_be(scene, "also", also_of(scene, f),
		    text != NULL ? text : "-");
	}
	if ((text = option(scene, "severity")) != NULL)
		must_be(scene, "the severity", f != NULL ? f->severity : NULL,
		    text);
	if ((text = option(scene, "due")) != NULL && f != NULL) {
		snprintf(hours, sizeof(hours), "%" PRId64,
		    (f->due - scene->lab.world.now + 60000) / 3600000);
		must_be(scene, "due in hours", hours, text);
	}
}

/* finding WHAT RESULT SEVERITY: one more beside the first. */
static void
do_finding(struct scene *scene)
{
	const struct discover_finding *f = finding_of(scene, scene->word[1],
	    scene->word[2]);

	if (f == NULL)
		COMPLAIN(scene, "no finding says %s", scene->word[2]);
	must_be(scene, "the severity", f->severity, scene->word[3]);
}

/* All counts but those named are 0; coverage is another matter. */
static void
do_count(struct scene *scene)
{
	const char *text;
	int64_t wanted;
	int i;

	for (i = 0; i < RESULT_COUNT; i++) {
		if (i == RESULT_NOT_COVERED)
			continue;
		text = option(scene, result_key((enum result)i));
		wanted = text != NULL ? strtol(text, NULL, 10) : 0;
		if (scene->report.count[i] != wanted)
			COMPLAIN(scene, "%s: %" PRId64 ", not %" PRId64,
			    result_key((enum result)i),
			    scene->report.count[i], wanted);
	}
	if ((text = option(scene, "devices")) != NULL)
		assert_int_equal(scene->report.devices,
		    strtol(text, NULL, 10));
	if ((text = option(scene, "findings")) != NULL) {
		int64_t n = 0;
		size_t k;

		for (k = 0; k < scene->report.n_findings; k++)
			n += scene->report.finding[k].result !=
			    RESULT_NOT_COVERED;
		if (n != strtol(text, NULL, 10))
			COMPLAIN(scene, "%" PRId64 " findings, not %s", n,
			    text);
	}
}

/* --- the files ---------------------------------------------------------- */

static const struct {
	const char	*word;
	void		(*act)(struct scene *scene);
} acts[] = {
	{ "asset", do_asset }, { "interface", do_interface },
	{ "identifier", do_identifier }, { "connection", do_connection },
	{ "file", do_file }, { "see", do_see }, { "many", do_many },
	{ "run", do_run }, { "expect", do_expect }, { "finding", do_finding },
	{ "count", do_count },
};

enum { N_ACTS = sizeof(acts) / sizeof(acts[0]) };

static void
folder_of(char *out, size_t size)
{
	const char *top = getenv("top_srcdir");

	snprintf(out, size, "%s/tests/corpus/situations",
	    top != NULL ? top : ".");
}

static void
play_as(const char *name, enum manner mode)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	char line[1024], path[4096];
	unsigned expected = 0;
	FILE *in;
	size_t i;

	assert_non_null(scene);
	scene->file = name;
	scene->mode = mode;
	folder_of(path, sizeof(path));
	snprintf(path + strlen(path), sizeof(path) - strlen(path), "/%s",
	    name);
	in = fopen(path, "r");
	assert_non_null(in);
	set_scene(scene);
	while (fgets(line, sizeof(line), in) != NULL) {
		scene->line++;
		split(scene, line);
		if (scene->n_words == 0)
			continue;
		for (i = 0; i < N_ACTS; i++)
			if (strcmp(acts[i].word, scene->word[0]) == 0)
				break;
		if (i == N_ACTS)
			COMPLAIN(scene, "no such word: %s", scene->word[0]);
		expected += acts[i].act == do_expect ||
		    acts[i].act == do_count;
		acts[i].act(scene);
	}
	assert_true(expected > 0);
	fclose(in);
	lab_release(&scene->lab);
	free(scene);
}

static void
play(void **state)
{
	enum manner mode;

	for (mode = PLAIN; mode < MODES; mode++)
		play_as(*state, mode);
}

static int
is_situation(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot != NULL && strcmp(dot, ".txt") == 0;
}

/* One test for each file. */
int
main(void)
{
	static struct CMUnitTest tests[MOST];
	struct dirent **entry = NULL;
	char folder[2048];
	int i, n, failed;

	folder_of(folder, sizeof(folder));
	n = scandir(folder, &entry, is_situation, alphasort);
	if (n < AT_LEAST || n > MOST) {
		fprintf(stderr, "%s: %d situations\n", folder, n);
		return 1;
	}
	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){ .name = entry[i]->d_name,
		    .test_func = play, .initial_state = entry[i]->d_name };
	failed = _cmocka_run_group_tests("situations", tests, (size_t)n, NULL,
	    NULL);
	for (i = 0; i < n; i++)
		free(entry[i]);
	free(entry);
	return failed;
}
