/* SPDX-License-Identifier: ISC */
/* The drawing in cells: everything is there, nothing acts on the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "render/canvas.h"
#include "render/layout.h"

struct fixture {
	struct session	 session;
	struct arena	*arena;
	struct diagram	*diagram;
};

static int
zone(struct fixture *f, const char *title, int parent)
{
	struct diagram_cluster *c = diagram_add_cluster(f->diagram);

	c->key = title;
	c->title = title;
	c->parent = parent;
	return (int)f->diagram->clusters - 1;
}

static int
node(struct fixture *f, const char *name, const char *detail, int cluster)
{
	struct diagram_node *n = diagram_add_node(f->diagram);

	n->key = n->name = name;
	n->detail = detail;
	n->cluster = cluster;
	n->count = 1;
	return (int)f->diagram->nodes - 1;
}

static struct diagram_edge *
edge(struct fixture *f, int from, int to, const char *label)
{
	struct diagram_edge *e = diagram_add_edge(f->diagram);

	e->key = label;
	e->from = from;
	e->to = to;
	e->label = label;
	e->count = 1;
	return e;
}

static void
draw_city(struct fixture *f)
{
	int dmz = zone(f, "DMZ", -1), lgwan = zone(f, "LGWAN接続系", -1);
	int inner = zone(f, "内側", lgwan);
	int net = node(f, "Internet", NULL, -1);
	int fw = node(f, "外部FW", "fw-ext-01", dmz);
	int web = node(f, "Web公開", "web-01", dmz);
	int core = node(f, "内部FW", "fw-int-01", lgwan);
	int file = node(f, "ファイルサーバ", "fs-01", inner);
	int pi = node(f, "raspberrypi", ".77", inner);

	f->diagram->node[pi].marks = MARK_UNAPPROVED;
	edge(f, net, fw, "tcp/443");
	edge(f, fw, web, "HTTP")->marks = MARK_PLAINTEXT;
	edge(f, fw, core, "特定通信");
	edge(f, core, file, "SMB 445");
	edge(f, core, pi, "Fa0/9")->marks = MARK_UNAPPROVED;
	edge(f, file, file, "self");
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	session_init(&f->session);
	f->arena = arena_new();
	f->diagram = diagram_new(f->arena, DIAGRAM_NETWORK);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	session_release(&f->session);
	free(f);
	return 0;
}

static void
every_name_and_label_is_drawn(void **state)
{
	static const char *const wanted[] = { "Internet", "外部FW",
		"fw-ext-01", "Web公開", "内部FW", "ファイルサーバ",
		"raspberrypi", "DMZ", "LGWAN接続系", "内側", "tcp/443",
		"HTTP~", "特定通信", "SMB 445", "Fa0/9?" };
	struct fixture *f = *state;
	struct canvas *canvas = NULL;
	struct buf out = { 0 };
	size_t i;
	int turn;

	draw_city(f);
	for (turn = 0; turn < 2; turn++) {
		assert_null(canvas_draw(&f->session, f->diagram, turn == 1,
		    f->arena, &canvas));
		assert_int_equal(canvas->unrouted, 0);
		buf_clear(&out);
		canvas_print(canvas, false, &out);
		for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (strstr(out.s, wanted[i]) == NULL)
				fail_msg("%s is missing", wanted[i]);
	}
	buf_release(&out);
}

static void
boxes_lie_in_their_zones_and_apart(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = NULL;
	size_t i, k;

	draw_city(f);
	assert_null(canvas_draw(&f->session, f->diagram, false, f->arena,
	    &canvas));
	for (i = 0; i < f->diagram->nodes; i++) {
		const struct canvas_box *a = &canvas->node[i];
		int c = f->diagram->node[i].cluster;

		for (k = 0; k < i; k++) {
			const struct canvas_box *b = &canvas->node[k];

			assert_true(a->x + a->w <= b->x || b->x + b->w <= a->x
			    || a->y + a->h <= b->y || b->y + b->h <= a->y);
		}
		for (; c >= 0; c = f->diagram->cluster[c].parent) {
			const struct canvas_box *z = &canvas->cluster[c];

			assert_true(a->x > z->x && a->y > z->y &&
			    a->x + a->w < z->x + z->w &&
			    a->y + a->h < z->y + z->h);
		}
	}
}

/* Every line of a drawing takes at most its width, in both alphabets. */
static void
ascii_keeps_the_widths(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = NULL;
	struct buf plain = { 0 }, ascii = { 0 };
	const char *p, *a;

	draw_city(f);
	assert_null(canvas_draw(&f->session, f->diagram, false, f->arena,
	    &canvas));
	canvas_select(canvas, 1, true);
	canvas_print(canvas, false, &plain);
	canvas_print(canvas, true, &ascii);
	for (p = plain.s, a = ascii.s; *p != '\0' && *a != '\0';) {
		size_t n = strcspn(p, "\n"), m = strcspn(a, "\n");

		assert_int_equal(utf8_nwidth(p, n), utf8_nwidth(a, m));
		assert_true(utf8_nwidth(p, n) <= canvas->w);
		p += n + 1;
		a += m + 1;
	}
	for (a = ascii.s; *a != '\0';) {
		uint32_t cp;

		a += utf8_next(a, strlen(a), &cp);
		assert_false(cp >= 0x2500 && cp < 0x2600);
	}
	buf_release(&plain);
	buf_release(&ascii);
}

static void
hostile_names_cannot_act(void **state)
{
	struct fixture *f = *state;
	struct canvas *canvas = NULL;
	struct buf out = { 0 }, line = { 0 };
	const char *p;
	int a, b;

	a = node(f, "\033[2J\033]0;x\a", "\xe2\x80\xae" "abc\rdef",
	    zone(f, "<b>\"\\N", -1));
	b = node(f, "名前\n\n\n改行", NULL, -1);
	edge(f, a, b, "\x01\x02\xff");
	assert_null(canvas_draw(&f->session, f->diagram, false, f->arena,
	    &canvas));
	canvas_print(canvas, false, &out);
	for (p = out.s; *p != '\0'; p += line.len + 1) {
		buf_clear(&line);
		buf_addn(&line, p, strcspn(p, "\n"));
		assert_true(utf8_is_safe(line.s, line.len));
	}
	buf_release(&out);
	buf_release(&line);
}

static void
walking_reaches_every_node(void **state)
{
	static const char ways[] = "udlr";
	struct fixture *f = *state;
	struct canvas *canvas = NULL;
	bool seen[16] = { true };
	size_t i, k;
	int turn;

	draw_city(f);
	assert_null(canvas_draw(&f->session, f->diagram, false, f->arena,
	    &canvas));
	for (turn = 0; turn < 16; turn++)
		for (i = 0; i < f->diagram->nodes; i++)
			for (k = 0; seen[i] && k < 4; k++)
				seen[canvas_step(canvas, (int)i, ways[k])] =
				    true;
	for (i = 0; i < f->diagram->nodes; i++)
		assert_true(seen[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_name_and_label_is_drawn),
		TEST(boxes_lie_in_their_zones_and_apart),
		TEST(ascii_keeps_the_widths),
		TEST(hostile_names_cannot_act),
		TEST(walking_reaches_every_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
