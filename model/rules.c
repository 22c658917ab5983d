/* SPDX-License-Identifier: ISC */
/* What must hold between the fields of a record and its neighbours. */
#include <string.h>

#include "base/net.h"
#include "model/commit.h"
#include "model/rewrite.h"
#include "model/signoff.h"

enum { CYCLE_STEPS = 64, NAMED = 3 };

static bool
changed(const struct check *check, size_t position)
{
	return fieldset_has(&check->plan->changed, position);
}

static const char *
label(const struct check *check, size_t position)
{
	return entity_field(check->plan->entity, position)->
	    label[check->commit->session->lang];
}

/* The words of a fieldset, for people: "Site, Owner". */
static void
field_names(const struct session *session, enum entity_id entity,
    const struct fieldset *fields, struct buf *out)
{
	const struct field *field;
	size_t i;
	bool some = false;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (!fieldset_has(fields, i))
			continue;
		if (some)
			buf_add(out, _(", "));
		buf_add(out, field->label[session->lang]);
		some = true;
	}
}

/* --- no record lies inside itself ------------------------------------------ */

static const struct {
	enum entity_id	 entity;
	size_t		 position;
} nests[] = {
	{ ENTITY_site, F_site_parent },
	{ ENTITY_department, F_department_parent },
	{ ENTITY_department, F_department_successor },
	{ ENTITY_process, F_process_parent },
	{ ENTITY_zone, F_zone_parent },
	{ ENTITY_asset, F_asset_host },
};

static const struct err *
check_nest(const struct check *check, size_t position)
{
	const struct plan *plan = check->plan;
	const char *at = record_text(plan->new, position);
	const struct err *err;
	struct value next;
	int steps;

	for (steps = 0; at != NULL && steps < CYCLE_STEPS; steps++) {
		if (strcmp(at, plan->new->uuid) == 0)
			break;
		err = commit_peek(check->commit, plan->entity, at, position,
		    check->arena, &next);
		if (err != NULL)
			return err;
		at = next.kind == VALUE_TEXT ? next.s : NULL;
	}
	if (at != NULL)
		check_problem(check, position, false, _("%s would lead back to "
		    "this record; choose another."), label(check, position));
	return NULL;
}

const struct err *
rules_cycle(const struct check *check)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < sizeof(nests) / sizeof(nests[0]); i++)
		if (nests[i].entity == check->plan->entity &&
		    changed(check, nests[i].position))
			err = check_nest(check, nests[i].position);
	return err;
}

/* --- order and range --------------------------------------------------------- */

/*
 * The first may not come after the last.  warning: odd, but it happens (what
 * was bought used may be past its support).
 */
static const struct {
	enum entity_id	 entity;
	size_t		 first, last;
	bool		 warning;
} orders[] = {
	{ ENTITY_department, F_department_valid_from,
	    F_department_valid_until, false },
	{ ENTITY_supplier, F_supplier_assessed_on,
	    F_supplier_assessment_due, false },
	{ ENTITY_function, F_function_rto_hours, F_function_mtpd_hours,
	    true },
	{ ENTITY_asset, F_asset_introduced_on, F_asset_disposed_on, false },
	{ ENTITY_asset, F_asset_introduced_on, F_asset_lease_until, false },
	{ ENTITY_asset, F_asset_introduced_on, F_asset_support_end, true },
	{ ENTITY_asset, F_asset_introduced_on, F_asset_warranty_until, true },
	{ ENTITY_asset, F_asset_introduced_on, F_asset_maintenance_until,
	    true },
	{ ENTITY_asset, F_asset_notified_on, F_asset_change_notified_on,
	    false },
	{ ENTITY_asset, F_asset_approved_on, F_asset_approval_until, false },
	{ ENTITY_asset, F_asset_reviewed_on, F_asset_review_due, true },
	{ ENTITY_connection, F_connection_approved_on,
	    F_connection_approval_until, false },
	{ ENTITY_connection, F_connection_approved_on, F_connection_expiry,
	    true },
	{ ENTITY_flow, F_flow_approved_on, F_flow_approval_until, false },
	{ ENTITY_software, F_software_first_used, F_software_support_end,
	    true },
	{ ENTITY_advisory, F_advisory_kev_added, F_advisory_kev_due, false },
	{ ENTITY_review, F_review_opened_on, F_review_due, false },
	{ ENTITY_review, F_review_opened_on, F_review_closed_on, false },
	{ ENTITY_signoff, F_signoff_maker_at, F_signoff_checker_at, false },
	{ ENTITY_signoff, F_signoff_checker_at, F_signoff_approver_at,
	    false },
	{ ENTITY_diagram, F_diagram_drawn_on, F_diagram_next_review, false },
};

/* Days are texts that sort, moments and hours numbers. */
static bool
comes_after(const struct value *first, const struct value *last)
{
	if (first->kind == VALUE_TEXT && last->kind == VALUE_TEXT)
		return strcmp(first->s, last->s) > 0;
	return first->kind == VALUE_INT && last->kind == VALUE_INT &&
	    first->i > last->i;
}

static void
tell_order(const struct check *check, size_t i)
{
	const struct session *session = check->commit->session;
	const struct plan *plan = check->plan;
	struct buf first = { 0 }, last = { 0 };

	value_format(session, entity_field(plan->entity, orders[i].first),
	    record_value(plan->new, orders[i].first), session->lang, &first);
	value_format(session, entity_field(plan->entity, orders[i].last),
	    record_value(plan->new, orders[i].last), session->lang, &last);
	check_problem(check, orders[i].last, orders[i].warning, _("%s lies "
	    "before %s (%s); correct one of the two."), buf_str(&last),
	    label(check, orders[i].first), buf_str(&first));
	buf_release(&first);
	buf_release(&last);
}

static const struct err *
check_orders(const struct check *check)
{
	const struct record *new = check->plan->new;
	size_t i;

	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i].entity == check->plan->entity &&
		    (changed(check, orders[i].first) ||
		    changed(check, orders[i].last)) &&
		    comes_after(record_value(new, orders[i].first),
		    record_value(new, orders[i].last)))
			tell_order(check, i);
	return NULL;
}

static const struct {
	enum entity_id	 entity;
	size_t		 position;
	int64_t		 min, max;
} ranges[] = {
	{ ENTITY_service, F_service_port, 0, 65535 },
	{ ENTITY_zone, F_zone_review_interval_days, 1, 3660 },
	{ ENTITY_diagram, F_diagram_level, 0, 2 },
	{ ENTITY_information, F_information_protect_until, 1900, 9999 },
};

static const struct err *
check_ranges(const struct check *check)
{
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		int64_t now;

		if (ranges[i].entity != check->plan->entity ||
		    !changed(check, ranges[i].position) ||
		    !record_has(check->plan->new, ranges[i].position))
			continue;
		now = record_int(check->plan->new, ranges[i].position);
		if (now < ranges[i].min || now > ranges[i].max)
			check_problem(check, ranges[i].position, false,
			    _("%lld is out of range; write a number from "
			    "%lld to %lld."), (long long)now,
			    (long long)ranges[i].min,
			    (long long)ranges[i].max);
	}
	return NULL;
}

/* --- approval ------------------------------------------------------------------ */

/* Where the approval fields of an entity lie. */
static const struct approval {
	enum entity_id	 entity;
	size_t		 state, until, by, on;
} approvals[] = {
	{ ENTITY_asset, F_asset_approval, F_asset_approval_until,
	    F_asset_approved_by, F_asset_approved_on },
	{ ENTITY_connection, F_connection_approval,
	    F_connection_approval_until, F_connection_approved_by,
	    F_connection_approved_on },
	{ ENTITY_flow, F_flow_approval, F_flow_approval_until,
	    F_flow_approved_by, F_flow_approved_on },
};

/* The person who approves must have been there on that day. */
static const struct err *
check_approver(const struct check *check, const struct approval *approval)
{
	const struct record *new = check->plan->new;
	const char *by = record_text(new, approval->by);
	const char *on = record_text(new, approval->on);
	const struct err *err;
	char today[DATE_LEN];
	struct value left;

	date_format(session_today(check->commit->session), today);
	if (on != NULL && changed(check, approval->on) &&
	    strcmp(on, today) > 0)
		check_problem(check, approval->on, false, _("%s lies in the "
		    "future; write the day of the decision."), on);
	if (by == NULL || !changed(check, approval->by))
		return NULL;
	err = commit_peek(check->commit, ENTITY_person, by,
	    F_person_left_on, check->arena, &left);
	if (err == NULL && left.kind == VALUE_TEXT &&
	    strcmp(left.s, on != NULL ? on : today) < 0)
		check_problem(check, approval->by, false, _("\"%s\" left on "
		    "%s and cannot approve; choose another person."),
		    register_name_of(check->commit->session, by,
		    check->arena), left.s);
	return err;
}

static void
check_needs(const struct check *check, const struct approval *approval)
{
	struct fieldset missing = register_missing(check->commit->session,
	    check->plan->new);
	struct buf names = { 0 };
	bool concerns = changed(check, approval->state);
	size_t i;

	for (i = 0; i < check->plan->new->n; i++)
		concerns = concerns || (fieldset_has(&missing, i) &&
		    changed(check, i));
	if (concerns && !fieldset_empty(&missing)) {
		field_names(check->commit->session, check->plan->entity,
		    &missing, &names);
		check_problem(check, approval->state, false, _("Before this "
		    "can be approved, fill in: %s."), buf_str(&names));
	}
	buf_release(&names);
}

static const struct err *
check_approval(const struct check *check)
{
	const struct record *new = check->plan->new;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < sizeof(approvals) / sizeof(approvals[0]); i++) {
		const struct approval *approval = &approvals[i];
		const char *state;

		if (approval->entity != check->plan->entity)
			continue;
		err = check_approver(check, approval);
		state = record_text(new, approval->state);
		if (err != NULL || state == NULL ||
		    (strcmp(state, "approved") != 0 &&
		    strcmp(state, "temporary") != 0))
			continue;
		check_needs(check, approval);
		if (strcmp(state, "temporary") == 0 &&
		    record_text(new, approval->until) == NULL &&
		    (changed(check, approval->state) ||
		    changed(check, approval->until)))
			check_problem(check, approval->until, false,
			    _("A temporary approval needs its last day; "
			    "fill in %s."), label(check, approval->until));
	}
	return err;
}

/* --- addresses ------------------------------------------------------------------ */

static bool
inside(const char *cidr, const char *ip)
{
	struct cidr range;
	struct ip address;

	/* What cannot be read was refused by its type. */
	return !cidr_parse(cidr, &range) || !ip_parse(ip, &address) ||
	    ip_is_link_local(&address) || cidr_contains(&range, &address) ||
	    range.ip.family != address.family;
}

static const struct err *
check_interface(const struct check *check)
{
	const struct record *new = check->plan->new;
	const char *network = record_text(new, F_interface_network);
	const struct value *ip = record_value(new, F_interface_ip);
	const struct err *err;
	struct value cidr;
	size_t i;

	if (network == NULL || ip->kind != VALUE_LIST ||
	    (!changed(check, F_interface_network) &&
	    !changed(check, F_interface_ip)))
		return NULL;
	err = commit_peek(check->commit, ENTITY_network, network,
	    F_network_cidr, check->arena, &cidr);
	if (err != NULL || cidr.kind != VALUE_TEXT)
		return err;
	for (i = 0; i < ip->n; i++) {
		struct value name;

		if (inside(cidr.s, ip->list[i]))
			continue;
		err = commit_peek(check->commit, ENTITY_network, network,
		    F_network_name, check->arena, &name);
		if (err != NULL)
			return err;
		check_problem(check, F_interface_ip, false, _("%s lies outside "
		    "%s of %s; correct the address or the network."),
		    ip->list[i], cidr.s, name.kind == VALUE_TEXT ? name.s :
		    label(check, F_interface_network));
	}
	return NULL;
}

static const struct err *
check_network(const struct check *check)
{
	static const size_t positions[] = {
		F_network_gateway, F_network_dhcp_from, F_network_dhcp_to,
	};
	const struct record *new = check->plan->new;
	const char *cidr = record_text(new, F_network_cidr);
	const char *from = record_text(new, F_network_dhcp_from);
	const char *to = record_text(new, F_network_dhcp_to);
	struct ip first, last;
	size_t i;

	for (i = 0; cidr != NULL && i < 3; i++) {
		const char *ip = record_text(new, positions[i]);

		if (ip != NULL && !inside(cidr, ip) &&
		    (changed(check, positions[i]) ||
		    changed(check, F_network_cidr)))
			check_problem(check, positions[i], false, _("%s lies "
			    "outside %s; correct one of the two."), ip, cidr);
	}
	if (from != NULL && to != NULL && ip_parse(from, &first) &&
	    ip_parse(to, &last) && ip_compare(&first, &last) > 0 &&
	    (changed(check, F_network_dhcp_from) ||
	    changed(check, F_network_dhcp_to)))
		check_problem(check, F_network_dhcp_to, false, _("The last "
		    "DHCP address %s lies before the first, %s."), to, from);
	return NULL;
}

/* --- two ends, and oneself ---------------------------------------------------- */

/* Two fields that may not name the same record; other 0: not itself. */
static const struct {
	enum entity_id	 entity;
	size_t		 position, other;
} ends[] = {
	{ ENTITY_connection, F_connection_a, F_connection_b },
	{ ENTITY_flow, F_flow_source, F_flow_target },
	{ ENTITY_system, F_system_depends_on, 0 },
	{ ENTITY_interface, F_interface_asset, F_interface_switch },
};

static bool
names(const struct value *value, const char *uuid)
{
	size_t i;

	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
		if (strcmp(value->list[i], uuid) == 0)
			return true;
	return value->kind == VALUE_TEXT && strcmp(value->s, uuid) == 0;
}

static const struct err *
check_ends(const struct check *check)
{
	const struct record *new = check->plan->new;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *other = ends[i].other == 0 ? new->uuid :
		    record_text(new, ends[i].other);

		if (ends[i].entity != check->plan->entity || other == NULL ||
		    (!changed(check, ends[i].position) &&
		    !changed(check, ends[i].other)) ||
		    !names(record_value(new, ends[i].position), other))
			continue;
		if (ends[i].other == 0)
			check_problem(check, ends[i].position, false, _("%s "
			    "names this record itself; take it out."),
			    label(check, ends[i].position));
		else
			check_problem(check, ends[i].other, false, _("%s and "
			    "%s are the same; choose another."),
			    label(check, ends[i].position),
			    label(check, ends[i].other));
	}
	return NULL;
}

/* --- one of a kind in a site --------------------------------------------------- */

/*
 * Values that should occur once in a site, and by which reference a record
 * gets there.  They are told, not refused: clusters and mistakes look alike
 * here, and the checks list what remains.
 */
static const struct local {
	enum entity_id	 entity;
	size_t		 position, by;
	enum entity_id	 through;
	size_t		 site;
} locals[] = {
	{ ENTITY_interface, F_interface_ip, F_interface_asset, ENTITY_asset,
	    F_asset_site },
	{ ENTITY_interface, F_interface_mac, F_interface_asset, ENTITY_asset,
	    F_asset_site },
	{ ENTITY_network, F_network_cidr, F_network_zone, ENTITY_zone,
	    F_zone_site },
};

/* The site of a record, NULL when it has none; by: who leads there. */
static const struct err *
site_of(const struct check *check, const struct local *local,
    const struct value *by, const char **site)
{
	const struct err *err;
	struct value value;

	*site = NULL;
	if (by->kind != VALUE_TEXT)
		return NULL;
	err = commit_peek(check->commit, local->through, by->s, local->site,
	    check->arena, &value);
	if (err == NULL && value.kind == VALUE_TEXT)
		*site = value.s;
	return err;
}

/* Whether another record that stands in the same site has the value. */
static const struct err *
compare_local(const struct check *check, const struct local *local,
    const char *site, const char *uuid, const char *value)
{
	struct value by, retired;
	const struct err *err;
	const char *other;

	err = commit_peek(check->commit, local->entity, uuid, local->by,
	    check->arena, &by);
	if (err == NULL)
		err = commit_peek(check->commit, local->entity, uuid,
		    F_retired_at, check->arena, &retired);
	if (err == NULL)
		err = site_of(check, local, &by, &other);
	if (err == NULL && other != NULL && retired.kind == VALUE_NONE &&
	    strcmp(site, other) == 0)
		check_problem(check, local->position, true, _("%s is that of "
		    "%s in the same site, too."), value,
		    register_ref_of(check->commit->session, by.s,
		    check->arena));
	return err;
}

static const struct err *
check_local_value(const struct check *check, const struct local *local,
    const char *site, const char *value)
{
	enum { LOOK = 4 };
	const char *found[LOOK];
	const struct err *err;
	size_t i, n;

	err = store_lookup(check->commit->store, local->entity,
	    local->position, value, check->arena, found, LOOK, &n);
	for (i = 0; err == NULL && i < n; i++)
		if (strcmp(found[i], check->plan->new->uuid) != 0)
			err = compare_local(check, local, site, found[i],
			    value);
	return err;
}

static const struct err *
check_local(const struct check *check, const struct local *local)
{
	const struct record *new = check->plan->new;
	const struct value *value = record_value(new, local->position);
	const char *site, *policy;
	const struct err *err;
	size_t i;

	policy = new->entity == ENTITY_interface ?
	    record_text(new, F_interface_mac_policy) : NULL;
	if (value->kind == VALUE_NONE ||
	    (policy != NULL && strcmp(policy, "shared") == 0) ||
	    (!changed(check, local->position) && !changed(check, local->by)))
		return NULL;
	err = site_of(check, local, record_value(new, local->by), &site);
	if (err != NULL || site == NULL)
		return err;
	if (value->kind == VALUE_TEXT)
		return check_local_value(check, local, site, value->s);
	for (i = 0; err == NULL && value->kind == VALUE_LIST && i < value->n;
	    i++)
		err = check_local_value(check, local, site, value->list[i]);
	return err;
}

static const struct err *
check_locals(const struct check *check)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < sizeof(locals) / sizeof(locals[0]);
	    i++)
		if (locals[i].entity == check->plan->entity)
			err = check_local(check, &locals[i]);
	return err;
}

/* --- others ------------------------------------------------------------------------ */

static const struct err *
check_view(const struct check *check)
{
	const char *filter = record_text(check->plan->new, F_view_filter);
	const char *word = record_text(check->plan->new, F_view_entity);
	int entity = word == NULL ? ENTITY_NONE : entity_find(word);
	const struct err *err;
	struct query *query;

	if (filter == NULL || entity == ENTITY_NONE ||
	    (!changed(check, F_view_filter) && !changed(check, F_view_entity)))
		return NULL;
	err = query_parse(check->commit->session, (enum entity_id)entity,
	    filter, check->arena, &query);
	if (err != NULL)
		check_problem(check, F_view_filter, false, "%s", err->msg);
	return NULL;
}

struct dependants {
	const struct check *check;
	const char	*owner[NAMED];
	int64_t		 n;
};

/* Whether a change leaves a reference to the record in the field. */
static bool
still_refers(const struct change *change, size_t position, const char *uuid)
{
	struct value value;

	return !change_value(change, position, &value) || names(&value, uuid);
}

static bool
count_dependant(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	struct dependants *found = ctx;
	const struct change *change;

	if (entity_is_evidence(entity) ||
	    reference_kind(entity, position) != REFERENCE_OPEN ||
	    !field_is_journalled(entity, position))
		return true;
	change = changes_find(found->check->commit->changes, owner);
	if (change != NULL && ((change->flags & CHANGE_RETIRE) != 0 ||
	    !still_refers(change, position, found->check->plan->new->uuid)))
		return true;
	if (found->n < NAMED)
		found->owner[found->n] = arena_strdup(found->check->arena,
		    owner);
	found->n++;
	return true;
}

/* Whoever retires something is told what still refers to it. */
static const struct err *
check_retire(const struct check *check)
{
	struct dependants found = { .check = check };
	struct buf names = { 0 };
	const struct err *err;
	int64_t i;

	if (strcmp(check->plan->op, "retire") != 0)
		return NULL;
	err = store_referrers(check->commit->store, check->plan->new->uuid,
	    count_dependant, &found);
	for (i = 0; err == NULL && i < found.n && i < NAMED; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "",
		    register_name_of(check->commit->session, found.owner[i],
		    check->arena));
	if (err == NULL && found.n > NAMED)
		buf_add(&names, ", …");
	if (err == NULL && found.n > 0)
		check_problem(check, F_retired_at, true, _("Still referred to "
		    "by %lld records (%s); see whether they need another."),
		    (long long)found.n, buf_str(&names));
	buf_release(&names);
	return err;
}

/* What discovery proposes for an asset; the words of discovery_lock. */
static const char *const lockable[] = { "hostname", "ip", "mac", "services" };

static const struct err *
check_locked(const struct check *check)
{
	const struct value *locks = record_value(check->plan->new,
	    F_asset_discovery_lock);
	size_t i, k, n = sizeof(lockable) / sizeof(lockable[0]);

	if (!changed(check, F_asset_discovery_lock) ||
	    locks->kind != VALUE_LIST)
		return NULL;
	for (i = 0; i < locks->n; i++) {
		for (k = 0; k < n && strcmp(lockable[k], locks->list[i]) != 0;)
			k++;
		if (k == n)
			check_problem(check, F_asset_discovery_lock, false,
			    _("Discovery proposes nothing for \"%s\"; lock "
			    "hostname, ip, mac or services."), locks->list[i]);
	}
	return NULL;
}

/* What was answered stays as it was when the round was closed. */
static const struct err *
check_answer(const struct check *check)
{
	const struct plan *plan = check->plan;
	const char *review = record_text(plan->new, F_review_item_review);
	const struct err *err;
	struct value closed;

	if (plan->fresh || review == NULL ||
	    !(changed(check, F_review_item_answer) ||
	    changed(check, F_review_item_seen_place)))
		return NULL;
	err = commit_peek(check->commit, ENTITY_review, review,
	    F_review_closed_on, check->arena, &closed);
	if (err == NULL && closed.kind == VALUE_TEXT)
		check_problem(check, F_review_item_answer, false, _("The "
		    "review was closed on %s, so its answers stay; take the "
		    "closing back first."), closed.s);
	return err;
}

static const struct {
	int		 entity;	/* ENTITY_NONE: every */
	const struct err *(*run)(const struct check *check);
} rules[] = {
	{ ENTITY_NONE, check_orders },
	{ ENTITY_NONE, check_ends },
	{ ENTITY_NONE, check_locals },
	{ ENTITY_NONE, check_ranges },
	{ ENTITY_NONE, check_approval },
	{ ENTITY_NONE, check_retire },
	{ ENTITY_asset, check_locked },
	{ ENTITY_interface, check_interface },
	{ ENTITY_network, check_network },
	{ ENTITY_review_item, check_answer },
	{ ENTITY_view, check_view },
	{ ENTITY_snapshot, signoff_rule },
	{ ENTITY_signoff, signoff_rule },
};

const struct err *
rules_check(const struct check *check)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].entity == ENTITY_NONE ||
		    rules[i].entity == (int)check->plan->entity)
			err = rules[i].run(check);
	return err;
}

struct fieldset
register_required(const struct session *session, const struct record *record)
{
	struct fieldset set = { 0 };
	const struct field *field;
	size_t i;

	if (record->entity == ENTITY_asset && session->reg != NULL)
		set = required_for(&session->reg->required,
		    record_text(record, F_asset_kind));
	for (i = 0; (field = entity_field(record->entity, i)) != NULL; i++)
		if (field->need == NEED_ALWAYS)
			fieldset_add(&set, i);
	return set;
}

struct fieldset
register_missing(const struct session *session, const struct record *record)
{
	struct fieldset set = register_required(session, record);
	size_t i;

	for (i = 0; i < record->n; i++)
		if (record_has(record, i))
			fieldset_remove(&set, i);
	return set;
}
