/* SPDX-License-Identifier: ISC */
#include "render/legend.h"

#include <string.h>

#include "base/intl.h"
#include "model/field.h"
#include "model/register.h"

static const struct {
	unsigned	 mark;
	const char	*style, *text;
} network_lines[] = {
	{ MARK_RESTRICTED, "edge.restricted",
	    N_("into a protected zone") },
	{ MARK_PLAINTEXT, "edge.plaintext",
	    N_("unencrypted or unknown (dashed)") },
	{ MARK_MANAGEMENT, "edge.management", N_("operation and logs") },
	{ MARK_ONE_WAY, "edge.one_way", N_("one way only") },
	{ MARK_UNAPPROVED, "edge.unapproved", N_("not approved (dotted)") },
	{ MARK_LINK, "edge.link", N_("cable to a switch") },
};

static const struct {
	unsigned	 mark;
	const char	*style, *text;
} chips[] = {
	{ MARK_PLAINTEXT, "chip.plaintext", N_("unencrypted or unknown") },
	{ MARK_UNAPPROVED, "chip.unapproved", N_("not approved") },
	{ MARK_FINDING, "chip.finding", N_("open finding") },
	{ MARK_CUT, "chip.cut", N_("can be cut here") },
	{ MARK_CLOSED, "chip.closed", N_("declared closed") },
	{ MARK_NOT_COVERED, "chip.not_covered",
	    N_("nobody looked in time") },
};

static const struct {
	const char	*kind, *text;
} kinds[] = {
	{ "firewall", N_("Firewall, VPN") },
	{ "diode", N_("Data diode") },
	{ "router", N_("Router") },
	{ "switch", N_("Switch") },
	{ "wireless", N_("Access point") },
	{ "server", N_("Server") },
	{ "database", N_("Database") },
	{ "client", N_("Client") },
	{ "printer", N_("Printer, medium") },
	{ "ot", N_("Control device") },
	{ "medical", N_("Medical device") },
	{ "log", N_("Logs") },
	{ "backup", N_("Backup") },
	{ "internet", N_("Outside network") },
	{ "supplier", N_("Supplier") },
};

static const struct {
	enum node_shape	 shape;
	const char	*style, *text;
} shapes[] = {
	{ NODE_ENTITY, "shape.entity", N_("External entity") },
	{ NODE_PROCESS, "shape.process", N_("Process") },
	{ NODE_STORE, "shape.store", N_("Data store") },
	{ NODE_GROUP, "shape.group", N_("Several devices") },
};

static unsigned
all_marks(const struct diagram *d)
{
	unsigned marks = 0;
	size_t i;

	for (i = 0; i < d->nodes; i++)
		marks |= d->node[i].marks & (MARK_UNAPPROVED | MARK_FINDING);
	for (i = 0; i < d->edges; i++)
		marks |= d->edge[i].marks;
	for (i = 0; i < d->clusters; i++)
		marks |= d->cluster[i].marks & (MARK_CLOSED |
		    MARK_NOT_COVERED | MARK_OUT_OF_SCOPE);
	return marks;
}

static bool
has_kind(const struct diagram *d, const char *kind)
{
	size_t i;

	for (i = 0; i < d->nodes; i++)
		if (d->node[i].kind != NULL &&
		    strcmp(d->node[i].kind, kind) == 0)
			return true;
	return false;
}

static bool
has_shape(const struct diagram *d, enum node_shape shape)
{
	size_t i;

	for (i = 0; i < d->nodes; i++)
		if (d->node[i].shape == shape)
			return true;
	return false;
}

static void
add_network(struct diagram *d, unsigned marks)
{
	size_t i;

	diagram_add_legend(d, "edge.encrypted",
	    _("encrypted; the arrow starts at the initiator"));
	for (i = 0; i < sizeof(network_lines) / sizeof(network_lines[0]);
	    i++)
		if ((marks & network_lines[i].mark) != 0)
			diagram_add_legend(d, network_lines[i].style,
			    _(network_lines[i].text));
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (has_kind(d, kinds[i].kind))
			diagram_add_legend(d, arena_printf(d->arena,
			    "kind.%s", kinds[i].kind), _(kinds[i].text));
	if ((marks & MARK_OUT_OF_SCOPE) != 0)
		diagram_add_legend(d, "zone.outside", _("out of scope"));
	for (i = 0; i < d->nodes; i++)
		if ((d->node[i].marks & MARK_UNAPPROVED) != 0) {
			diagram_add_legend(d, "shape.unapproved",
			    _("device not approved"));
			break;
		}
}

/* One line a class of information that flows, the highest first. */
static void
add_classes(const struct session *session, struct diagram *d)
{
	const struct choice *scale;
	size_t i, k, n = 0;

	scale = register_scale(session, "confidentiality", &n);
	for (i = n; i-- > 0; )
		for (k = 0; k < d->edges; k++)
			if (d->edge[k].level == scale[i].order) {
				diagram_add_legend(d, arena_printf(d->arena,
				    "flow.%d", scale[i].order),
				    scale[i].label[session->lang]);
				break;
			}
}

void
legend_fill(const struct session *session, struct diagram *d)
{
	unsigned marks = all_marks(d);
	size_t i;

	d->legends = 0;
	d->legend_cap = 0;
	if (d->type == DIAGRAM_NETWORK)
		add_network(d, marks);
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (has_shape(d, shapes[i].shape))
			diagram_add_legend(d, shapes[i].style,
			    _(shapes[i].text));
	if (d->type == DIAGRAM_DATAFLOW) {
		if (d->clusters > 0)
			diagram_add_legend(d, "zone.boundary",
			    _("Trust boundary"));
		add_classes(session, d);
	}
	for (i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if ((marks & chips[i].mark) != 0)
			diagram_add_legend(d, chips[i].style,
			    _(chips[i].text));
}
