/* SPDX-License-Identifier: ISC */
#include "render/outline.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"

static void
put(struct buf *out, const char *s)
{
	utf8_safe(out, s, strlen(s), 0);
}

static void
put_marks(struct buf *out, unsigned marks)
{
	static const struct {
		unsigned	 mark;
		const char	*text;
	} words[] = {
		{ MARK_UNAPPROVED, N_("not approved") },
		{ MARK_PLAINTEXT, N_("unencrypted or unknown") },
		{ MARK_ONE_WAY, N_("one way only") },
		{ MARK_CUT, N_("can be cut here") },
		{ MARK_CLOSED, N_("declared closed") },
		{ MARK_NOT_COVERED, N_("not covered") },
		{ MARK_FINDING, N_("open finding") },
		{ MARK_OUT_OF_SCOPE, N_("out of scope") },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((marks & words[i].mark) != 0)
			buf_printf(out, "  [%s]", _(words[i].text));
}

static void
put_edge(struct buf *out, const struct diagram *d,
    const struct diagram_edge *e, size_t node, int depth)
{
	bool leaves = e->from == (int)node;
	const struct diagram_node *other = &d->node[leaves ? e->to : e->from];

	buf_fill(out, ' ', 2 * (size_t)depth + 4);
	buf_add(out, (e->marks & MARK_LINK) != 0 ? "-- " : e->both ? "<-> " :
	    leaves ? "-> " : "<- ");
	put(out, other->name);
	if (e->number != NULL && d->type == DIAGRAM_NETWORK) {
		buf_add(out, "  ");
		put(out, e->number);
	}
	if (e->label != NULL && *e->label != '\0') {
		buf_add(out, "  ");
		put(out, e->label);
	}
	if (e->count > 1)
		buf_printf(out, "  ×%d", e->count);
	put_marks(out, e->marks & ~(unsigned)MARK_FINDING);
	buf_addc(out, '\n');
}

static void
put_node(struct buf *out, const struct diagram *d, size_t node, int depth)
{
	const struct diagram_node *n = &d->node[node];
	size_t i;

	buf_fill(out, ' ', 2 * (size_t)depth);
	if (n->badge != NULL) {
		put(out, n->badge);
		buf_addc(out, ' ');
	}
	put(out, n->name);
	if (n->count > 1)
		buf_printf(out, " ×%d", n->count);
	if (n->detail != NULL) {
		buf_add(out, "  ");
		put(out, n->detail);
	}
	put_marks(out, n->marks);
	buf_addc(out, '\n');
	for (i = 0; i < d->edges; i++)
		if (d->edge[i].from == (int)node ||
		    (d->edge[i].to == (int)node &&
		    (d->edge[i].marks & MARK_LINK) == 0))
			put_edge(out, d, &d->edge[i], node, depth);
}

static void
put_cluster(struct buf *out, const struct diagram *d, int cluster, int depth)
{
	const struct diagram_cluster *c;
	size_t i;

	for (i = 0; i < d->nodes; i++)
		if (d->node[i].cluster == cluster)
			put_node(out, d, i, depth);
	for (i = 0; i < d->clusters; i++) {
		c = &d->cluster[i];
		if (c->parent != cluster)
			continue;
		buf_fill(out, ' ', 2 * (size_t)depth);
		buf_add(out, c->is_site ? "# " : "== ");
		put(out, c->title != NULL ? c->title : "");
		if (c->subtitle != NULL) {
			buf_add(out, "  ");
			put(out, c->subtitle);
		}
		put_marks(out, c->marks);
		buf_addc(out, '\n');
		put_cluster(out, d, (int)i, depth + 1);
	}
}

static void
put_title(struct buf *out, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	buf_printf(out, "%s: ", name);
	put(out, text);
	buf_addc(out, '\n');
}

static void
put_table(struct buf *out, const struct diagram_table *t)
{
	size_t row, column;

	if (t->rows > 0)
		buf_addc(out, '\n');
	for (row = 0; row < t->rows; row++)
		for (column = 0; column < t->columns; column++) {
			put(out, t->cell[row * t->columns + column]);
			buf_add(out, column + 1 < t->columns ? "  " : "\n");
		}
}

void
outline_write(const struct diagram *diagram, struct buf *out)
{
	const struct diagram_title *t = &diagram->title;

	put(out, t->title != NULL ? t->title : "");
	buf_addc(out, '\n');
	put_title(out, _("Scope"), t->scope);
	put_title(out, _("Drawing"), t->number);
	put_title(out, _("Revision"), t->revision);
	put_title(out, _("Date"), t->date);
	put_title(out, _("Snapshot"), t->snapshot);
	put_title(out, _("Classification"), t->classification);
	buf_addc(out, '\n');
	put_cluster(out, diagram, -1, 0);
	put_table(out, &diagram->table);
}
