/* SPDX-License-Identifier: ISC */
#include "render/layout.h"

#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <gvc.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"

enum { ANSWER_MAX = 256 * 1024 * 1024, HIRAGANA_A = 0x3042 };

/*
 * A request is one line "engine what dpi" and then DOT texts, each ended by a
 * NUL.  An answer is one line ("ok", "error", "font") and then the bytes of
 * the picture, the positions or the words of Graphviz.
 *
 * Lengths travel as whole hundredths of a point: numbers with a decimal point
 * would be read differently in some locales.
 */

/* --- in the worker ---------------------------------------------------- */

/*
 * Graphviz calls back without a context: the child's first error stands
 * here, and the context warmed by the server is kept for its children.
 */
static char graphviz_said[400];
static GVC_t *graphviz;

static int
remember(char *text)
{
	size_t n = strlen(graphviz_said);

	if (n < sizeof(graphviz_said) - 1)
		strncat(graphviz_said, text, sizeof(graphviz_said) - 1 - n);
	return 0;
}

static bool
write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;
	ssize_t done;

	while (n > 0) {
		done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static int
answer(int fd, const char *status, const char *bytes, size_t n)
{
	struct buf head = {0};
	bool done;

	buf_printf(&head, "%s\n", status);
	done = write_all(fd, head.s, head.len) && write_all(fd, bytes, n);
	buf_release(&head);
	return done ? 0 : 1;
}

static void
prepare(void)
{
	/* SERVER_NAME keeps Graphviz from opening files a graph names; TZ
	 * keeps the place out of the date in a PDF. */
	setenv("SERVER_NAME", "daicho", 1);
	setenv("TZ", "UTC", 1);
	setlocale(LC_NUMERIC, "C");
	agseterrf(remember);
	if (graphviz == NULL)
		graphviz = gvContext();
}

static bool
failed(void)
{
	return agerrors() >= AGERR;
}

static long
hundredths(double points)
{
	return (long)(points * 100 + (points < 0 ? -0.5 : 0.5));
}

static void
put_box(struct buf *out, const char *what, double x, double y, double w,
    double h)
{
	buf_printf(out, "%s %ld %ld %ld %ld\n", what, hundredths(x),
	    hundredths(y), hundredths(w), hundredths(h));
}

static void
put_clusters(struct buf *out, Agraph_t *graph, double top)
{
	Agraph_t *sub;
	boxf bounds;

	for (sub = agfstsubg(graph); sub != NULL; sub = agnxtsubg(sub)) {
		if (strncmp(agnameof(sub), "cluster", 7) == 0) {
			bounds = GD_bb(sub);
			put_box(out, agnameof(sub), bounds.LL.x, top - bounds.UR.y,
			    bounds.UR.x - bounds.LL.x, bounds.UR.y - bounds.LL.y);
		}
		put_clusters(out, sub, top);
	}
}

static void
put_positions(struct buf *out, Agraph_t *graph)
{
	boxf bounds = GD_bb(graph);
	Agnode_t *node;
	double w, h;

	put_box(out, "graph", 0, 0, bounds.UR.x, bounds.UR.y);
	for (node = agfstnode(graph); node; node = agnxtnode(graph, node)) {
		w = ND_width(node) * 72;
		h = ND_height(node) * 72;
		put_box(out, agnameof(node), ND_coord(node).x - w / 2,
		    bounds.UR.y - ND_coord(node).y - h / 2, w, h);
	}
	put_clusters(out, graph, bounds.UR.y);
}

static bool
fonts_read_japanese(void)
{
	FcPattern *pattern = FcPatternCreate();
	FcCharSet *wanted = FcCharSetCreate();
	FcObjectSet *nothing = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
	FcFontSet *found;
	bool any;

	FcCharSetAddChar(wanted, HIRAGANA_A);
	FcPatternAddCharSet(pattern, FC_CHARSET, wanted);
	found = FcFontList(NULL, pattern, nothing);
	any = found != NULL && found->nfont > 0;
	if (found != NULL)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(nothing);
	FcCharSetDestroy(wanted);
	FcPatternDestroy(pattern);
	return any;
}

/* Lays one graph out; its picture or positions go to out. */
static bool
draw_graph(const char *text, const char *engine, const char *what,
    const char *dpi, struct buf *out)
{
	Agraph_t *graph = agmemread(text);
	char *picture = NULL, attribute[] = "dpi", number[16];
	unsigned n = 0;

	if (graph == NULL || failed())
		return false;
	if (strcmp(what, "png") == 0) {
		snprintf(number, sizeof(number), "%s", dpi);
		agattr(graph, AGRAPH, attribute, number);
	}
	if (gvLayout(graphviz, graph, engine) != 0 || failed())
		return false;
	if (strcmp(what, "positions") == 0) {
		put_positions(out, graph);
		return true;
	}
	if (gvRenderData(graphviz, graph, what, &picture, &n) != 0 ||
	    failed() || picture == NULL)
		return false;
	buf_addn(out, picture, n);
	return true;
}

static int
run(const void *request, size_t n, int fd_in, int fd_out)
{
	char engine[16], what[16], dpi[8];
	const char *head = request, *text, *end = head + n;
	struct buf out = {0};
	int used = 0;

	(void)fd_in;
	if (n == 0 || end[-1] != '\0' ||
	    sscanf(head, "%15s %15s %7s%n", engine, what, dpi, &used) != 3)
		return 1;
	prepare();
	if (strcmp(what, "positions") != 0 && !fonts_read_japanese())
		return answer(fd_out, "font", "", 0);
	for (text = head + used + 1; text < end; text += strlen(text) + 1)
		if (*text != '\0' &&
		    !draw_graph(text, engine, what, dpi, &out))
			return answer(fd_out, "error", graphviz_said,
			    strlen(graphviz_said));
	return answer(fd_out, "ok", buf_str(&out), out.len);
}

/* Loads fonts and plugins once, so that no child has to. */
static void
warm(void)
{
	static const char *const formats[] = { "svg", "pdf", "png" };
	struct buf out = {0};
	size_t i;

	prepare();
	fonts_read_japanese();
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		draw_graph("digraph { a [label=\"\xe3\x81\x82\"]; b; a -> b }",
		    "dot", formats[i], "96", &out);
	draw_graph("digraph { a [pos=\"0,0\"] }", "nop2", "svg", "96", &out);
	buf_release(&out);
	graphviz_said[0] = '\0';
	agreseterrors();
}

const struct worker_job layout_job = {
	.name = "layout",
	.warm = warm,
	.run = run,
	.cpu_seconds = 20,
	.memory_mb = 512,
	.wall_seconds = 30,
};

/* --- in the caller ---------------------------------------------------- */

/* Runs the request; out gets what follows the status line. */
static const struct err *
ask(struct session *session, const struct buf *request, struct buf *out)
{
	const struct err *err;
	struct buf got = {0};
	const char *rest;

	err = worker_run(session->worker, &layout_job, buf_str(request),
	    request->len + 1, -1, ANSWER_MAX, &got);
	if (err != NULL)
		goto done;
	rest = memchr(buf_str(&got), '\n', got.len);
	if (rest == NULL)
		err = err_new(ERR_INTERNAL,
		    _("The layout process gave no answer."));
	else if (strncmp(got.s, "font\n", 5) == 0)
		err = err_new(ERR_IO, _("No installed font has Japanese "
		    "characters. Install one, for example with \"apt install "
		    "fonts-ipaexfont\"."));
	else if (strncmp(got.s, "ok\n", 3) != 0)
		err = err_new(ERR_INPUT, _("Graphviz could not draw this: %s"),
		    rest + 1);
	else
		buf_addn(out, rest + 1, got.len - (size_t)(rest + 1 - got.s));
done:
	buf_release(&got);
	return err;
}

static void
put_length(struct buf *out, double points)
{
	long n = hundredths(points / 72 * 100);

	buf_printf(out, "%ld.%04ld", n / 10000, n % 10000);
}

static void
put_cluster(struct buf *out, const struct layout_graph *graph, int cluster)
{
	const struct layout_cluster *c = &graph->cluster[cluster];
	size_t i;

	buf_printf(out, "subgraph cluster_%d {\n", cluster);
	if (c->title_h > 0)
		buf_printf(out, "label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" "
		    "CELLPADDING=\"0\" CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" "
		    "WIDTH=\"%d\" HEIGHT=\"%d\"><TR><TD></TD></TR></TABLE>>\n",
		    (int)c->title_w, (int)c->title_h);
	for (i = 0; i < graph->nodes; i++)
		if (graph->node[i].cluster == cluster)
			buf_printf(out, "n%zu\n", i);
	for (i = 0; i < graph->clusters; i++)
		if (graph->cluster[i].parent == cluster)
			put_cluster(out, graph, (int)i);
	buf_add(out, "}\n");
}

static void
put_graph(struct buf *out, const struct layout_graph *graph)
{
	size_t i;

	buf_printf(out, "digraph {\ngraph [newrank=true splines=\"\" "
	    "rankdir=%s margin=\"0\" nodesep=",
	    graph->left_to_right ? "LR" : "TB");
	put_length(out, graph->node_gap);
	buf_add(out, " ranksep=");
	put_length(out, graph->rank_gap);
	buf_add(out, "]\nnode [shape=box fixedsize=true label=\"\"]\n");
	for (i = 0; i < graph->nodes; i++) {
		buf_printf(out, "n%zu [width=", i);
		put_length(out, graph->node[i].w);
		buf_add(out, " height=");
		put_length(out, graph->node[i].h);
		buf_add(out, "]\n");
	}
	if (graph->margin > 0)
		buf_printf(out, "graph [margin=%d]\n", (int)graph->margin);
	for (i = 0; i < graph->clusters; i++)
		if (graph->cluster[i].parent < 0)
			put_cluster(out, graph, (int)i);
	for (i = 0; i < graph->edges; i++) {
		buf_printf(out, "n%d -> n%d", graph->edge[i].from,
		    graph->edge[i].to);
		if (graph->edge[i].weight > 1)
			buf_printf(out, " [weight=%d]", graph->edge[i].weight);
		buf_addc(out, '\n');
	}
	buf_add(out, "}");
	buf_addc(out, '\0');
}

/* Reads "name x y w h"; false at the end. */
static bool
read_box(const char **at, char name[40], struct layout_box *found)
{
	long x, y, w, h;
	int used = 0;

	if (sscanf(*at, "%39s %ld %ld %ld %ld\n%n", name, &x, &y, &w, &h,
	    &used) != 5)
		return false;
	*at += used;
	found->x = (double)x / 100;
	found->y = (double)y / 100;
	found->w = (double)w / 100;
	found->h = (double)h / 100;
	return true;
}

static void
read_positions(const char *text, const struct layout_graph *graphs, size_t n,
    struct layout_result *results)
{
	struct layout_box found;
	size_t at = 0, graph = 0;
	char name[40];

	while (read_box(&text, name, &found)) {
		if (strcmp(name, "graph") == 0) {
			if (graph++ == n)
				return;
			results[graph - 1].w = found.w;
			results[graph - 1].h = found.h;
		} else if (graph > 0 && sscanf(name, "n%zu", &at) == 1) {
			if (at < graphs[graph - 1].nodes)
				results[graph - 1].node[at] = found;
		} else if (graph > 0 &&
		    sscanf(name, "cluster_%zu", &at) == 1) {
			if (at < graphs[graph - 1].clusters)
				results[graph - 1].cluster[at] = found;
		}
	}
}

const struct err *
layout_positions(struct session *session, const struct layout_graph *graphs,
    size_t n, struct arena *arena, struct layout_result *results)
{
	const struct err *err;
	struct buf request = {0}, got = {0};
	size_t i;

	buf_add(&request, "dot positions 0\n");
	for (i = 0; i < n; i++) {
		put_graph(&request, &graphs[i]);
		results[i].node = arena_calloc(arena, graphs[i].nodes + 1,
		    sizeof(*results[i].node));
		results[i].cluster = arena_calloc(arena,
		    graphs[i].clusters + 1, sizeof(*results[i].cluster));
	}
	err = ask(session, &request, &got);
	if (err == NULL)
		read_positions(buf_str(&got), graphs, n, results);
	buf_release(&got);
	buf_release(&request);
	return err;
}

const struct err *
layout_measure(struct session *session, const char *font,
    const char *const *labels, size_t n, struct layout_box *sizes)
{
	const struct err *err;
	struct layout_graph graph = { .nodes = n };
	struct layout_result result = { .node = sizes };
	struct buf request = {0}, got = {0};
	size_t i;

	buf_printf(&request, "nop2 positions 0\ndigraph {\nnode [shape=plain "
	    "fontname=\"%s\" pos=\"0,0\"]\n", font);
	for (i = 0; i < n; i++)
		buf_printf(&request, "n%zu [label=%s]\n", i, labels[i]);
	buf_add(&request, "}");
	err = ask(session, &request, &got);
	if (err == NULL)
		read_positions(buf_str(&got), &graph, 1, &result);
	buf_release(&got);
	buf_release(&request);
	return err;
}

/* The date of a PDF is when it was written: the same register shall give the
 * same bytes, so it is the beginning of time. */
static void
settle_date(struct buf *pdf, size_t from)
{
	static const char key[] = "/CreationDate (D:";
	char *at;

	at = memmem(pdf->s + from, pdf->len - from, key, sizeof(key) - 1);
	if (at != NULL && pdf->len - (size_t)(at - pdf->s) >
	    sizeof(key) - 1 + 14)
		memcpy(at + sizeof(key) - 1, "20000101000000", 14);
}

const struct err *
layout_render(struct session *session, const char *dot, const char *engine,
    enum layout_format format, int dpi, struct buf *out)
{
	static const char *const names[] = {
		[LAYOUT_SVG] = "svg", [LAYOUT_PDF] = "pdf",
		[LAYOUT_PNG] = "png",
	};
	const struct err *err;
	struct buf request = {0};
	size_t from = out->len;

	buf_printf(&request, "%s %s %d\n", engine, names[format], dpi);
	buf_add(&request, dot);
	err = ask(session, &request, out);
	if (err == NULL && format == LAYOUT_PDF)
		settle_date(out, from);
	buf_release(&request);
	return err;
}
