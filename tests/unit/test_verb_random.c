/* SPDX-License-Identifier: ISC */
/*
 * What holds whatever is done in whatever order: random commands on a small
 * register, and after them the journal is whole, every state that there was is
 * shown again as it was, what is exported comes back the same, and taking back
 * all change sets leads to where it began.
 *
 * DAICHO_PROPERTY_ROUNDS says how many registers (3), DAICHO_PROPERTY_SEED
 * which is the first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "model/asof.h"
#include "tests/unit/world.h"
#include "verb/verb.h"

enum { ROUNDS = 3, STEPS = 50, WORDS = 12, STATES = STEPS + 1,
    SETS = 4 * STEPS };

struct play {
	struct world	 world;
	struct buf	 out, message;
	unsigned	 seed, named;
	struct {
		int64_t		 tx;
		struct buf	 text;
	} state[STATES];
	size_t		 states;
	bool		 seen;		/* evidence is never taken back */
};

static unsigned
pick(struct play *play, unsigned n)
{
	play->seed = play->seed * 1103515245u + 12345u;
	return play->seed / 65536u % n;
}

/* Runs the words of a line. */
static int
run(struct play *play, struct world *world, const char *line)
{
	struct verb_call call = { .session = &world->session,
	    .arena = world->arena, .out = &play->out,
	    .message = &play->message };
	char *word[WORDS], *at = arena_strdup(world->arena, line), *s;
	int n = 0, status;

	buf_clear(&play->out);
	buf_clear(&play->message);
	while (n < WORDS && (s = strsep(&at, " ")) != NULL)
		if (*s != '\0')
			word[n++] = s;
	status = verb_run(&call, n, word);
	if (status >= 5)
		fail_msg("%s: %s", line, buf_str(&play->message));
	return status;
}

/* --- random commands --------------------------------------------------------- */

static const char *const commands[] = {
	"add asset asset_no=%a name=%n kind=client",
	"set asset %a name=%n",
	"set asset %a hostname=%n location=%n",
	"set asset %a owner=%p department=%d",
	"set asset %a tags=x;y criticality=high",
	"set asset %a system=Y1 status=in_use",
	"set asset %a host=%a",
	"set asset %a f1=5",
	"set asset %a f2=%n",
	"add interface asset=%a name=%n zone=%z ip=10.0.0.%i mac=02:00:00:00:00:0%i",
	"add interface asset=%a name=%n zone=%z ip=10.0.1.%i",
	"add flow name=%n source=%a target=%a information=I1",
	"add flow name=%n source=%a target=%a information=I1;I2",
	"retire asset %a --with-dependents",
	"retire asset %a --keep",
	"retire zone Z2 --detach",
	"retire person Bob --keep",
	"retire information I2 --keep",
	"reassign Ann Bob --yes %i",
	"reassign Bob Ann --yes %i",
	"reassign D1 D2 --yes %i",
	"replace asset name n m --yes %i",
	"add custom_field key=f1 entity=asset type=int",
	"add custom_field key=f2 entity=asset type=text",
	"retire custom_field f1",
	"set custom_field f2 label_en=%n",
	"add custom_choice set=asset_kind key=%n",
	"scheme iso",
	"scheme municipal",
	"scheme sme",
	"set information I1 confidentiality=%i integrity=%i",
	"set information I2 availability=%i",
	"review start --due 2030-01-01 --name %n",
	"review answer %a present --place %n",
	"review answer %a absent",
	"review answer %a moved",
	"review close --yes %i",
	"review close",
	"snapshot %n",
	"settings four_eyes=yes",
	"settings four_eyes=no",
	"attach %a seen.csv",
	"discover seen.csv",
	"import rows.csv --entity asset --apply",
	"check",
	"decide -w state=new investigate --yes %i --reason why",
	"decide -w state=new register --yes %i --reason why",
	"undo", "undo", "undo", "undo", "undo", "undo",
	"undo 2%i",
	"redo", "redo",
};

static const char *
line_of(struct play *play, const char *command)
{
	struct buf line = { 0 };
	const char *s;

	for (s = command; *s != '\0'; s++) {
		if (*s != '%') {
			buf_addc(&line, *s);
			continue;
		}
		switch (*++s) {
		case 'a':
			buf_printf(&line, "A-%u", pick(play, 8));
			break;
		case 'd':
			buf_printf(&line, "D%u", 1 + pick(play, 2));
			break;
		case 'i':
			buf_printf(&line, "%u", 1 + pick(play, 8));
			break;
		case 'p':
			buf_add(&line, pick(play, 2) ? "Ann" : "Bob");
			break;
		case 'z':
			buf_printf(&line, "Z%u", 1 + pick(play, 2));
			break;
		default:
			buf_printf(&line, "n%u", ++play->named);
		}
	}
	s = arena_strdup(play->world.arena, buf_str(&line));
	buf_release(&line);
	return s;
}

static void
write_inputs(struct play *play)
{
	struct buf text = { 0 };
	unsigned i, n = 1 + pick(play, 3);

	buf_add(&text, "ip,mac,hostname,time\n");
	for (i = 0; i < n; i++)
		buf_printf(&text, "10.0.0.%u,02:00:00:00:00:0%u,h%u,"
		    "2026-05-1%u 09:00\n", 1 + pick(play, 8),
		    1 + pick(play, 8), pick(play, 9), pick(play, 8));
	must(path_write("seen.csv", text.s, text.len, 0600));
	buf_clear(&text);
	buf_add(&text, "asset_no,name,kind\n");
	for (i = pick(play, 8); i < 8; i++)
		buf_printf(&text, "A-%u,n%u,server\n", i, ++play->named);
	must(path_write("rows.csv", text.s, text.len, 0600));
	buf_release(&text);
}

/* --- states ------------------------------------------------------------------- */

/* The register as text; what counts rounds of evidence is not kept. */
static void
export_to(struct play *play, struct buf *text)
{
	static const char *const counts[] = { "\"times_seen\":",
		"\"missed\":" };
	char *s;
	size_t i;

	if (run(play, &play->world, "export -o - --format json") != 0)
		fail_msg("%s", buf_str(&play->message));
	for (i = 0; i < 2; i++)
		for (s = play->out.s; (s = strstr(s, counts[i])) != NULL;)
			for (s += strlen(counts[i]); *s != ',' && *s != '}';
			    s++)
				*s = ' ';
	buf_clear(text);
	for (s = play->out.s; *s != '\0'; s++)
		if (*s != ' ')
			buf_addc(text, *s);
}

static void
keep_state(struct play *play)
{
	struct asof_point now;
	size_t at = play->states;

	must(asof_shown(&play->world.session, &now));
	if (at > 0 && play->state[at - 1].tx == now.tx)
		at--;
	assert_true(at < STATES);
	play->state[at].tx = now.tx;
	play->states = at + 1;
	export_to(play, &play->state[at].text);
}

/* Where two texts part, for a person. */
static void
same(const struct buf *is, const struct buf *was, const char *what)
{
	size_t i = 0, from;

	if (strcmp(buf_str(is), buf_str(was)) == 0)
		return;
	while (is->s[i] != '\0' && is->s[i] == was->s[i])
		i++;
	from = i > 150 ? i - 150 : 0;
	fail_msg("%s: is\n%.300s\nwas\n%.300s", what, is->s + from,
	    was->s + from);
}

static void
every_state_is_shown_again(struct play *play)
{
	struct session *session = &play->world.session;
	struct buf now = { 0 };
	char point[32];
	size_t i;

	for (i = 0; i < play->states; i++) {
		snprintf(point, sizeof(point), "set:%lld",
		    (long long)play->state[i].tx);
		must(register_show(session, point));
		export_to(play, &now);
		must(register_show(session, NULL));
		same(&now, &play->state[i].text, point);
	}
	export_to(play, &now);
	same(&now, &play->state[play->states - 1].text, "the present");
	buf_release(&now);
}

static void
what_is_exported_comes_back(struct play *play)
{
	struct buf text = { 0 };
	struct world other;

	if (run(play, &play->world, "export -o - --format json") != 0)
		fail_msg("%s", buf_str(&play->message));
	buf_addn(&text, play->out.s, play->out.len);
	must(path_write("all.json", text.s, text.len, 0600));
	world_open(&other);
	if (run(play, &other, "import all.json --apply") != 0 ||
	    run(play, &other, "export -o - --format json") != 0)
		fail_msg("%s", buf_str(&play->message));
	same(&play->out, &text, "the copy");
	world_release(&other);
	register_install(&play->world.session);
	buf_release(&text);
}

static void
all_is_taken_back(struct play *play)
{
	struct session *session = &play->world.session;
	struct store_tx *set = arena_calloc(play->world.arena, SETS,
	    sizeof(*set));
	struct buf now = { 0 };
	struct undo_obstacle obstacle[2];
	size_t i, n, in_the_way;

	must(history_list(session, NULL, 0, play->world.arena, set, SETS,
	    &n));
	assert_true(n < SETS);
	for (i = 0; i < n && set[i].id > play->state[0].tx; i++)
		must(history_undo(session, set[i].id, play->world.arena,
		    obstacle, 2, &in_the_way, NULL));
	export_to(play, &now);
	same(&now, &play->state[0].text, "all taken back");
	buf_release(&now);
}

/* --- a round ------------------------------------------------------------------- */

static void
begin(struct play *play)
{
	static const char *const records[] = {
		"site name=S1", "person name=Ann", "person name=Bob",
		"department name=D1", "department name=D2",
		"zone name=Z1 kind=corporate site=S1 owner=Ann",
		"zone name=Z2 kind=dmz site=S1",
		"network name=N1 cidr=10.0.0.0/24 zone=Z1",
		"network name=N2 cidr=10.0.1.0/24 zone=Z2",
		"system name=Y1", "information name=I1",
		"information name=I2", "asset asset_no=A-0 name=a kind=server",
		"asset asset_no=A-1 name=b kind=server department=D1",
		"asset asset_no=A-2 name=c kind=server department=D2",
	};
	char line[128];
	size_t i;

	world_open(&play->world);
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		snprintf(line, sizeof(line), "add %s", records[i]);
		if (run(play, &play->world, line) != 0)
			fail_msg("%s: %s", line, buf_str(&play->message));
	}
	keep_state(play);
}

static size_t
play_round(unsigned seed)
{
	struct play *play = calloc(1, sizeof(*play));
	size_t i, done = 0;

	assert_non_null(play);
	play->seed = seed;
	begin(play);
	for (i = 0; i < STEPS; i++) {
		const char *line;

		play->world.now += 60000;
		write_inputs(play);
		/* Every other round has no evidence and is taken back. */
		do
			line = line_of(play, commands[pick(play,
			    sizeof(commands) / sizeof(commands[0]))]);
		while (seed % 2 == 0 && strncmp(line, "discover", 8) == 0);
		done += run(play, &play->world, line) < 2;
		keep_state(play);
		world_verify(&play->world);
	}
	every_state_is_shown_again(play);
	what_is_exported_comes_back(play);
	if (seed % 2 == 0)
		all_is_taken_back(play);
	world_verify(&play->world);
	for (i = 0; i < play->states; i++)
		buf_release(&play->state[i].text);
	buf_release(&play->out);
	buf_release(&play->message);
	world_release(&play->world);
	free(play);
	return done;
}

static unsigned
number(const char *name, unsigned usual)
{
	const char *s = getenv(name);

	return s != NULL ? (unsigned)strtoul(s, NULL, 10) : usual;
}

static void
random_commands_keep_what_was(void **state)
{
	unsigned seed = number("DAICHO_PROPERTY_SEED", 1), i;
	unsigned rounds = number("DAICHO_PROPERTY_ROUNDS", ROUNDS);
	size_t done = 0;

	(void)state;
	for (i = 0; i < rounds; i++) {
		print_message("# seed %u\n", seed + i);
		done += play_round(seed + i);
	}
	/* Commands that are all refused prove nothing. */
	assert_true(done > rounds * STEPS / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_commands_keep_what_was),
	};
	char folder[] = "/tmp/daicho-properties-XXXXXX", share[4096];
	const char *top = getenv("top_srcdir"), *const files[] = {
	    "seen.csv", "rows.csv", "all.json" };
	char *full = realpath(top != NULL ? top : ".", NULL);
	int failed;
	size_t i;

	snprintf(share, sizeof(share), "%s/share", full != NULL ? full : ".");
	free(full);
	setenv("DAICHO_SHARE", share, 1);
	clock_set_zone("Asia/Tokyo");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 99;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (i = 0; i < 3; i++)
		unlink(files[i]);
	if (chdir("/") != 0 || rmdir(folder) != 0)
		failed |= 1;
	return failed;
}
