/* SPDX-License-Identifier: ISC */
/* Drawing: what may stand in a name, what stays the same, what may fail. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "render/draw.h"
#include "render/fold.h"
#include "render/graphviz.h"
#include "render/label.h"
#include "render/layout.h"
#include "tests/tools/sample.h"

struct fixture {
	struct session	 session;
	struct arena	*arena;
	struct worker_job job[2];	/* ends with an empty row */
};

/* --- a worker whose sheets always fail -------------------------------- */

static int
refuse_sheets(const void *request, size_t n, int fd_in, int fd_out)
{
	if (n > 4 && memcmp(request, "nop2", 4) == 0)
		abort();
	return layout_job.run(request, n, fd_in, fd_out);
}

static int
hang(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)request;
	(void)n;
	(void)fd_in;
	(void)fd_out;
	while (pause() != 0)
		continue;
	return 1;
}

static void
start(struct fixture *f, const struct worker_job *table)
{
	const struct err *err = worker_start(table, &f->session.worker);

	assert_null(err);
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));


	session_init(&f->session);
	f->arena = arena_new();
	f->job[0] = layout_job;
	start(f, f->job);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	worker_stop(f->session.worker);
	arena_free(f->arena);
	session_release(&f->session);
	free(f);
	return 0;
}

/* --- reading what was drawn ------------------------------------------- */

struct seen {
	bool	bad;
	int	texts;
};

static void XMLCALL
element(void *ctx, const XML_Char *name, const XML_Char **attribute)
{
	struct seen *seen = ctx;

	if (strcasecmp(name, "script") == 0 || strcasecmp(name, "image") ==
	    0 || strcasecmp(name, "foreignObject") == 0)
		seen->bad = true;
	seen->texts += strcmp(name, "text") == 0;
	for (; *attribute != NULL; attribute += 2)
		if (strncasecmp(attribute[0], "on", 2) == 0 ||
		    strstr(attribute[0], "href") != NULL)
			seen->bad = true;
}

/* Nothing of C0, C1, bidi controls and zero-width characters is left. */
static bool
is_quiet(const char *s, size_t n)
{
	uint32_t cp;
	size_t i;

	for (i = 0; i < n; ) {
		i += utf8_next(s + i, n - i, &cp);
		if ((cp < 0x20 && cp != '\n') || (cp >= 0x7f && cp < 0xa0) ||
		    (cp >= 0x202a && cp <= 0x202e) ||
		    (cp >= 0x2066 && cp <= 0x2069) ||
		    (cp >= 0x200b && cp <= 0x200f) || cp == 0xfeff)
			return false;
	}
	return true;
}

static void
assert_harmless_svg(const struct buf *svg)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	struct seen seen = { false, 0 };

	XML_SetUserData(parser, &seen);
	XML_SetStartElementHandler(parser, element);
	assert_int_equal(XML_Parse(parser, svg->s, (int)svg->len, 1),
	    XML_STATUS_OK);
	XML_ParserFree(parser);
	assert_false(seen.bad);
	assert_true(seen.texts > 20);
	assert_true(is_quiet(svg->s, svg->len));
}

static void
draw(struct fixture *f, const struct diagram *d, enum draw_format format,
    struct buf *out, struct draw_report *report)
{
	const struct err *err;

	buf_clear(out);
	err = draw_write(&f->session, d, format, NULL, out, report);
	if (err != NULL)
		print_message("%s\n", err->msg);
	assert_null(err);
	assert_true(out->len > 0);
}

/* --- tests ------------------------------------------------------------ */

static const char *const hostile[] = {
	"\x1b[31mred\x1b]0;title\x07",
	("a\xe2\x80\xae" "gnp.exe\xe2\x81\xa6"),
	"\"><script>alert(1)</script>",
	"x\" onload=\"alert(1)\" y=\"",
	"</TD></TR></TABLE>> fontname=\"x\\\" onclick=1\"",
	"]; evil [image=\"/etc/passwd\"]",
	"\\N \\G \\L \\E \\n \\",
	"&lt;b&gt; &#x202e; &amp &",
	"<IMG SRC=\"/etc/passwd\"/>",
	"javascript:alert(1)",
	"\x7f\x01\xc2\x85\xef\xbb\xbf\xe2\x80\x8b",
	"\xef\xbf\xbf\xef\xbf\xbe\xef\xb7\x90",
	"\xff\xfe not text \xc0\x80",
	"'; } digraph x { a -> b",
	"%s%n%s",
	"\xf0\x9f\x92\xa9\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
	"e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87",
	"//", "/*", "#", "--", "->", "\t\r\n", "",
};
enum { HOSTILE = sizeof(hostile) / sizeof(hostile[0]) };

static void
spoil(struct diagram *d, const char *text)
{
	size_t i;

	for (i = 0; i < d->nodes; i++) {
		d->node[i].name = d->node[i].detail = text;
		d->node[i].badge = i % 2 == 0 ? text : d->node[i].badge;
	}
	for (i = 0; i < d->edges; i++)
		d->edge[i].label = d->edge[i].number = d->edge[i].detail =
		    text;
	for (i = 0; i < d->clusters; i++)
		d->cluster[i].title = d->cluster[i].subtitle = text;
	for (i = 0; i < d->table.rows * d->table.columns; i++)
		d->table.cell[i] = text;
	d->title.title = d->title.scope = d->title.classification =
	    d->title.made_by = d->title.subtitle = text;
}

static void
hostile_names_break_no_picture(void **state)
{
	struct fixture *f = *state;
	struct buf out = { 0 };
	struct draw_report report;
	struct diagram *d;
	size_t i;

	for (i = 0; i < HOSTILE; i++) {
		d = i % 2 == 0 ? sample_network(f->arena) :
		    sample_dataflow(f->arena);
		spoil(d, hostile[i]);
		draw(f, d, DRAW_SVG, &out, &report);
		assert_null(report.fallback);
		assert_harmless_svg(&out);
	}
	draw(f, d, DRAW_PNG, &out, &report);
	assert_memory_equal(out.s, "\x89PNG", 4);
	draw(f, d, DRAW_PDF, &out, &report);
	assert_memory_equal(out.s, "%PDF", 4);
	buf_release(&out);
}

/* What we hand out as DOT draws with Graphviz and is as harmless. */
static void
hostile_names_break_no_dot(void **state)
{
	struct fixture *f = *state;
	struct buf dot = { 0 }, svg = { 0 };
	struct draw_report report;
	struct diagram *d;
	const struct err *err;
	size_t i;

	for (i = 0; i < HOSTILE; i++) {
		d = i % 2 == 0 ? sample_dataflow(f->arena) :
		    sample_network(f->arena);
		spoil(d, hostile[i]);
		draw(f, d, DRAW_DOT, &dot, &report);
		assert_true(is_quiet(dot.s, dot.len));
		assert_null(strstr(dot.s, "passwd\"]"));
		buf_clear(&svg);
		err = layout_render(&f->session, buf_str(&dot), "osage",
		    LAYOUT_SVG, 0, &svg);
		assert_null(err);
		assert_harmless_svg(&svg);
	}
	buf_release(&svg);
	buf_release(&dot);
}

static void
long_names_stay_small(void **state)
{
	struct fixture *f = *state;
	struct buf out = { 0 };
	struct draw_report report;
	struct diagram *d = sample_network(f->arena);
	char *name = arena_alloc(f->arena, 10001), *marks;
	size_t i;

	memset(name, 'W', 10000);
	spoil(d, name);
	draw(f, d, DRAW_DOT, &out, &report);
	assert_true(out.len < 400 * (d->nodes + d->edges) * 4);
	marks = arena_alloc(f->arena, 10001);
	marks[0] = 'e';
	for (i = 1; i + 1 < 10000; i += 2)
		memcpy(marks + i, "\xcc\x81", 2);
	spoil(d, marks);
	draw(f, d, DRAW_SVG, &out, &report);
	assert_harmless_svg(&out);
	buf_release(&out);
}

static void
same_diagram_same_bytes(void **state)
{
	static const enum draw_format formats[] = { DRAW_SVG, DRAW_PNG,
	    DRAW_PDF, DRAW_DOT, DRAW_TXT };
	struct fixture *f = *state;
	struct buf first = { 0 }, second = { 0 };
	struct draw_report report;
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		draw(f, sample_network(f->arena), formats[i], &first,
		    &report);
		draw(f, sample_network(f->arena), formats[i], &second,
		    &report);
		assert_int_equal(first.len, second.len);
		assert_memory_equal(first.s, second.s, first.len);
	}
	draw(f, sample_network(f->arena), DRAW_PDF, &first, &report);
	assert_non_null(memmem(first.s, first.len,
	    "/CreationDate (D:20000101000000", 31));
	buf_release(&second);
	buf_release(&first);
}

/* The samples fit A3 and no line runs straight through. */
static void
samples_fit_a3(void **state)
{
	struct fixture *f = *state;
	struct buf out = { 0 };
	struct draw_report report;

	draw(f, sample_network(f->arena), DRAW_SVG, &out, &report);
	assert_string_equal(report.paper, "A3");
	assert_false(report.small);
	draw(f, sample_dataflow(f->arena), DRAW_SVG, &out, &report);
	assert_string_equal(report.paper, "A3");
	buf_release(&out);
}

static void
failing_sheets_are_drawn_simpler(void **state)
{
	struct fixture *f = *state;
	struct worker *kept = f->session.worker;
	struct worker_job table[2] = { layout_job };
	struct buf out = { 0 };
	struct draw_report report;

	table[0].run = refuse_sheets;
	start(f, table);
	draw(f, sample_network(f->arena), DRAW_SVG, &out, &report);
	assert_non_null(report.fallback);
	assert_null(report.paper);
	assert_harmless_svg(&out);
	worker_stop(f->session.worker);
	f->session.worker = kept;
	buf_release(&out);
}

static void
hanging_jobs_end_in_an_error(void **state)
{
	struct fixture *f = *state;
	struct worker *kept = f->session.worker;
	struct worker_job table[2] = { layout_job };
	struct buf out = { 0 };
	const struct err *err;

	table[0].run = hang;
	table[0].warm = NULL;
	table[0].wall_seconds = 1;
	start(f, table);
	err = worker_run(f->session.worker, &table[0], "x", 1, -1, 100,
	    &out);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INPUT);
	worker_stop(f->session.worker);
	f->session.worker = kept;
	buf_release(&out);
}

static void
bad_graphs_are_errors(void **state)
{
	static const char *const bad[] = { "digraph {", "", "nonsense",
	    "digraph { a [label=<<B>x</I>>] }" };
	struct fixture *f = *state;
	struct buf out = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = layout_render(&f->session, bad[i], "dot", LAYOUT_SVG,
		    0, &out);
		if (*bad[i] == '\0')
			continue;
		assert_non_null(err);
		assert_int_equal(err->kind, ERR_INPUT);
	}
	buf_release(&out);
}

/* --- folding ---------------------------------------------------------- */

static int
count_devices(const struct diagram *d)
{
	int n = 0;
	size_t i;

	for (i = 0; i < d->nodes; i++)
		n += d->node[i].count;
	return n;
}

static void
set_totals(struct diagram *d)
{
	size_t i;
	int c;

	for (i = 0; i < d->nodes; i++)
		for (c = d->node[i].cluster; c >= 0; c = d->cluster[c].parent)
			d->cluster[c].total += d->node[i].count;
}

/* Lines between different places; those inside of one box vanish. */
static int
count_lines(const struct diagram *d, bool across)
{
	int n = 0;
	size_t i;

	for (i = 0; i < d->edges; i++)
		if ((d->edge[i].marks & MARK_LINK) == 0 && (!across ||
		    d->node[d->edge[i].from].cluster !=
		    d->node[d->edge[i].to].cluster))
			n += d->edge[i].count;
	return n;
}

static void
folding_keeps_totals(void **state)
{
	struct fixture *f = *state;
	struct diagram *d = sample_network(f->arena), *folded;
	bool all[16] = { false };
	const char *unfold[] = { "dmz" };
	size_t i;
	int devices, lines;

	set_totals(d);
	devices = count_devices(d);
	lines = count_lines(d, true);
	for (i = 0; i < d->clusters; i++)
		all[i] = true;
	folded = fold_clusters(d, all, f->arena);
	assert_int_equal(folded->nodes, d->clusters);
	assert_int_equal(folded->clusters, 0);
	assert_int_equal(count_devices(folded), devices);
	assert_int_equal(count_lines(folded, false), lines);
	folded = fold_overview(d, 4, NULL, 0, f->arena);
	assert_int_equal(folded->nodes, 4);
	assert_int_equal(count_devices(folded), devices);
	folded = fold_overview(d, 9, unfold, 1, f->arena);
	assert_int_equal(folded->clusters, 1);
	assert_int_equal(folded->nodes, 5 + 5);
	assert_int_equal(count_devices(folded), devices);
}

static void
alike_devices_fold_and_unfold(void **state)
{
	struct fixture *f = *state;
	struct diagram *d = sample_network(f->arena), *folded;
	const char *keep[1];
	size_t i, before = d->nodes;
	int c = diagram_find_cluster(d, "lg");

	for (i = 0; i < 30; i++) {
		struct diagram_node *n = diagram_add_node(d);

		n->key = arena_printf(f->arena, "pc%zu", i);
		n->name = n->key;
		n->cluster = c;
		n->badge = "PC";
		n->kind = "client";
		n->alike = n->alike_name = "PC";
		n->marks = i == 3 ? MARK_UNAPPROVED : 0;
	}
	folded = fold_alike(d, FOLD_FINE, 2, NULL, 0, f->arena);
	assert_int_equal(folded->nodes, before + 2);
	assert_int_equal(folded->node[before].count, 29);
	assert_int_equal(folded->node[before].shape, NODE_GROUP);
	keep[0] = folded->node[before].key;
	folded = fold_alike(d, FOLD_FINE, 2, keep, 1, f->arena);
	assert_int_equal(folded->nodes, before + 30);
}

/* --- any graph -------------------------------------------------------- */

static unsigned
roll(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

static struct diagram *
random_diagram(struct arena *arena, unsigned seed)
{
	static const char *const kinds[] = { "external", "dmz", "lgwan",
	    "mynumber", "ot_control", "nowhere" };
	struct diagram *d = diagram_new(arena, seed % 4 == 0 ?
	    DIAGRAM_DATAFLOW : DIAGRAM_NETWORK);
	size_t i, zones = roll(&seed, 7), nodes = 1 + roll(&seed, 22);
	size_t edges = roll(&seed, 30);

	for (i = 0; i < zones; i++) {
		struct diagram_cluster *c = diagram_add_cluster(d);

		c->key = arena_printf(arena, "z%zu", i);
		c->kind = kinds[roll(&seed, 6)];
		c->title = "ゾーン";
		c->is_site = roll(&seed, 5) == 0;
		c->parent = (int)roll(&seed, (unsigned)i + 1) - 1;
	}
	for (i = 0; i < nodes; i++) {
		struct diagram_node *n = diagram_add_node(d);

		n->key = arena_printf(arena, "n%zu", i);
		n->shape = d->type == DIAGRAM_DATAFLOW ? NODE_ENTITY +
		    roll(&seed, 3) : NODE_DEVICE;
		n->name = "機器 device";
		n->badge = "SV";
		n->kind = "server";
		n->cluster = (int)roll(&seed, (unsigned)zones + 1) - 1;
	}
	for (i = 0; i < edges; i++) {
		struct diagram_edge *e = diagram_add_edge(d);

		e->key = "e";
		e->from = (int)roll(&seed, (unsigned)nodes);
		e->to = (int)roll(&seed, (unsigned)nodes);
		e->label = roll(&seed, 2) ? "TLS 443" : NULL;
		e->marks = roll(&seed, 1 << 12);
		e->both = roll(&seed, 4) == 0;
	}
	d->title.title = "図";
	return d;
}

static void
any_graph_can_be_drawn(void **state)
{
	struct fixture *f = *state;
	struct buf out = { 0 };
	struct draw_report report;
	struct arena *arena;
	unsigned seed, seeds = getenv("SANITIZED") == NULL ? 200 : 50;

	for (seed = 1; seed <= seeds; seed++) {
		arena = arena_new();
		draw(f, random_diagram(arena, seed), DRAW_SVG, &out, &report);
		if (report.fallback != NULL)
			print_message("graph %u was %s\n", seed,
			    report.fallback);
		assert_null(report.fallback);
		arena_free(arena);
	}
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_names_break_no_picture),
		cmocka_unit_test(hostile_names_break_no_dot),
		cmocka_unit_test(long_names_stay_small),
		cmocka_unit_test(same_diagram_same_bytes),
		cmocka_unit_test(samples_fit_a3),
		cmocka_unit_test(failing_sheets_are_drawn_simpler),
		cmocka_unit_test(hanging_jobs_end_in_an_error),
		cmocka_unit_test(bad_graphs_are_errors),
		cmocka_unit_test(folding_keeps_totals),
		cmocka_unit_test(alike_devices_fold_and_unfold),
		cmocka_unit_test(any_graph_can_be_drawn),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
