/* SPDX-License-Identifier: ISC */
/*
 * CSV of NetBox: its own import forms ("device_type") and the lists that it
 * exports ("Device Type").  Each row becomes a row with our keys, in the line
 * where it began; what exists already is named by its uuid, because NetBox
 * knows devices and interfaces by name.  Which column is what stands in
 * netbox.def.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "model/exchange/import_impl.h"

enum { NEEDS = 4, KEYS = 24 };

enum object_id { DEVICES, INTERFACES, ADDRESSES, MACS, CABLES, PREFIXES,
    VLANS, OBJECTS };

/* What is done with a cell on its way. */
enum manner {
	COPY,		/* the first that says anything */
	NOTE,		/* added to what stands there */
	LIST,		/* added with ';' */
	STATUS, ROLE, ADDRESS, VLAN, MEDIUM, YES,
	/* kept for the finish: */
	DEVICE, PORT, DEVICE_B, PORT_B,
};

static const struct {
	const char	*name;
	enum entity_id	 entity;
	/* All of a row of headers must be there; two kinds of file. */
	const char	*need[2][NEEDS];
} objects[OBJECTS] = {
	[DEVICES] = { "NetBox devices", ENTITY_asset, {
	    { "device_type", "site", "status" },
	    { "Manufacturer", "Type", "Role", "Site" } } },
	[INTERFACES] = { "NetBox interfaces", ENTITY_interface, {
	    { "device", "name", "type", "enabled" },
	    { "Device", "Name", "Type", "Enabled" } } },
	[ADDRESSES] = { "NetBox IP addresses", ENTITY_interface, {
	    { "address", "status" }, { "IP Address", "VRF", "Status" } } },
	[MACS] = { "NetBox MAC addresses", ENTITY_interface, {
	    { "mac_address", "device", "interface" },
	    { "MAC Address", "Parent" } } },
	[CABLES] = { "NetBox cables", ENTITY_connection, {
	    { "side_a_name", "side_b_name" },
	    { "Termination A", "Termination B" } } },
	[PREFIXES] = { "NetBox prefixes", ENTITY_network, {
	    { "prefix", "status" }, { "Prefix", "Status" } } },
	[VLANS] = { "NetBox VLANs", ENTITY_network, {
	    { "vid", "name" }, { "VID", "Name" } } },
};

static const struct rule {
	enum object_id	 object;
	const char	*header;
	const char	*key;		/* of ours */
	enum manner	 manner;
} rules[] = {
#define RULE(object, header, key, manner) { object, header, key, manner },
#undef ROLE_WORD
#include "model/exchange/netbox.def"
#undef RULE
};
enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static const struct {
	const char	*word;		/* within the folded one */
	const char	*kind;
} roles[] = {
#define RULE(object, header, key, manner)
#define ROLE_WORD(word, kind) { word, kind },
#include "model/exchange/netbox.def"
#undef ROLE_WORD
#undef RULE
};

static const struct {
	const char	*word;
	const char	*status;
} statuses[] = {
	{ "active", "in_use" }, { "planned", "planned" },
	{ "staged", "planned" }, { "inventory", "stock" },
	{ "offline", "maintenance" }, { "failed", "maintenance" },
	{ "decommissioning", "retired" },
};

struct output {			/* a row of ours */
	long		 line;
	bool		 joined;	/* is part of a row above */
	const char	*cell[KEYS];
	const char	*device, *port, *device_b, *port_b;
};

struct netbox {
	struct import_table *table;
	struct arena	*arena;
	enum object_id	 object;
	const struct rule **rule;	/* by column; NULL: left out */
	size_t		 columns;
	const char	*key[KEYS];
	size_t		 keys;
	struct output	*row;
	size_t		 rows, room;
	struct lookup	 assets;	/* folded name -> uuid; "" several */
	struct lookup	 ports;		/* "uuid name" -> uuid */
	struct lookup	 bare;		/* "uuid", "uuid ip" -> a bare port */
	struct lookup	 seen;		/* "device port" -> row + 1 */
	struct lookup	 count;		/* device -> rows */
};

/* --- which file it is ------------------------------------------------- */

/* NetBox writes "device_type" or "Device Type", and "ID" for ids. */
static bool
same_header(const char *ours, const char *theirs)
{
	for (; *ours != '\0' && *theirs != '\0'; ours++, theirs++)
		if (*ours != *theirs && strncasecmp(ours, theirs, 1) != 0)
			return false;
	return *ours == *theirs;
}

static bool
has_header(const struct csv_row *head, const char *header)
{
	size_t i;

	for (i = 0; i < head->n; i++)
		if (same_header(header, head->cell[i]))
			return true;
	return false;
}

static bool
is_object(const struct csv_row *head, enum object_id object, int kind)
{
	const char *const *need = objects[object].need[kind];
	size_t i;

	for (i = 0; i < NEEDS && need[i] != NULL; i++)
		if (!has_header(head, need[i]))
			return false;
	return true;
}

static enum object_id
object_of(const struct csv_row *head)
{
	int object;

	for (object = 0; object < OBJECTS; object++)
		if (is_object(head, (enum object_id)object, 0) ||
		    is_object(head, (enum object_id)object, 1))
			break;
	return (enum object_id)object;
}

/* --- columns ---------------------------------------------------------- */

static size_t
key_at(struct netbox *box, const char *key)
{
	size_t i;

	for (i = 0; i < box->keys; i++)
		if (strcmp(box->key[i], key) == 0)
			return i;
	box->key[box->keys] = key;
	return box->keys++;
}

static void
set_rules(struct netbox *box, const struct csv_row *head)
{
	size_t i, k;

	box->columns = head->n;
	box->rule = arena_calloc(box->arena, head->n, sizeof(*box->rule));
	key_at(box, "uuid");
	for (i = 0; i < head->n; i++)
		for (k = 0; k < RULES && box->rule[i] == NULL; k++)
			if (rules[k].object == box->object &&
			    same_header(rules[k].header, head->cell[i])) {
				box->rule[i] = &rules[k];
				if (rules[k].key != NULL)
					key_at(box, rules[k].key);
			}
}

/* --- cells ------------------------------------------------------------ */

static void
add(struct netbox *box, const char **cell, const char *text,
    const char *between)
{
	*cell = *cell == NULL || **cell == '\0' ? text :
	    arena_printf(box->arena, "%s%s%s", *cell, between, text);
}

static void
first(const char **cell, const char *text)
{
	if (*cell == NULL || **cell == '\0')
		*cell = text;
}

/* Without the length of the prefix; lists by ','. */
static const char *
bare_address(struct netbox *box, const char *text)
{
	struct buf out = { 0 };
	const char *copy;

	while (*text != '\0') {
		size_t n = strcspn(text, ",;/ ");

		if (n > 0)
			buf_printf(&out, "%s%.*s", out.len > 0 ? ";" : "",
			    (int)n, text);
		text += n;
		text += strcspn(text, ",; ");
		text += strspn(text, ",; ");
	}
	copy = arena_strdup(box->arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

/* "10", or "Staff (10)". */
static const char *
vlan_number(struct netbox *box, const char *text)
{
	const char *open = strrchr(text, '(');
	const char *digits = open == NULL ? text : open + 1;
	size_t n = strspn(digits, "0123456789");

	return n == 0 ? "" : arena_strndup(box->arena, digits, n);
}

static const char *
medium_of(const char *text)
{
	const char *s = text;

	if (strcasestr(s, "802.11") != NULL || strcasestr(s, "wireless") !=
	    NULL)
		return "wifi";
	if (strcasestr(s, "base") != NULL || strcasestr(s, "sfp") != NULL)
		return "wired";
	return strcasestr(s, "lte") != NULL || strcasestr(s, "gsm") != NULL ?
	    "cellular" : "";
}

static const char *
kind_of(struct netbox *box, const char *role)
{
	const char *folded = import_folded(box->arena, role);
	size_t i;

	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strstr(folded, import_folded(box->arena,
		    roles[i].word)) != NULL)
			return roles[i].kind;
	return "";
}

static const char *
status_of(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcasecmp(statuses[i].word, text) == 0)
			return statuses[i].status;
	return text;
}

static void
put_cell(struct netbox *box, struct output *row, const struct rule *rule,
    const char *text)
{
	const char **cell = rule->key == NULL ? NULL :
	    &row->cell[key_at(box, rule->key)];

	switch (rule->manner) {
	case COPY:
		first(cell, text);
		break;
	case NOTE:
		add(box, cell, text, "\n");
		break;
	case LIST:
		add(box, cell, text, ";");
		break;
	case STATUS:
		first(cell, status_of(text));
		break;
	case ROLE:
		first(cell, text);
		first(&row->cell[key_at(box, "kind")], kind_of(box, text));
		break;
	case ADDRESS:
		add(box, cell, bare_address(box, text), ";");
		break;
	case VLAN:
		first(cell, vlan_number(box, text));
		break;
	case MEDIUM:
		first(cell, medium_of(text));
		break;
	case YES:
		first(cell, strcasecmp(text, "true") == 0 ? "yes" : "no");
		break;
	case DEVICE:
		first(&row->device, text);
		break;
	case PORT:
		first(&row->port, text);
		break;
	case DEVICE_B:
		first(&row->device_b, text);
		break;
	case PORT_B:
		first(&row->port_b, text);
		break;
	}
}

/* --- what is there already -------------------------------------------- */

static void
know_asset(struct netbox *box, const char *name, const char *uuid)
{
	const char *key, *other;

	if (name == NULL)
		return;
	key = import_folded(box->arena, name);
	other = lookup_get(&box->assets, key);
	if (other != NULL && strcmp(other, uuid) != 0)
		uuid = "";
	lookup_put(&box->assets, key, arena_strdup(box->arena, uuid));
}

static bool
load_asset(void *ctx, const struct record *record)
{
	struct netbox *box = ctx;

	know_asset(box, record_text(record, F_asset_name), record->uuid);
	know_asset(box, record_text(record, F_asset_hostname), record->uuid);
	return true;
}

static const char *
port_key(struct netbox *box, const char *asset, const char *port)
{
	return arena_printf(box->arena, "%s %s", asset,
	    import_folded(box->arena, port));
}

/* What a list of devices left: an address without a port. */
static void
know_bare(struct netbox *box, const char *asset, const struct record *record)
{
	const struct value *ip = record_value(record, F_interface_ip);
	char *uuid = arena_strdup(box->arena, record->uuid);
	size_t i;

	lookup_put(&box->bare, arena_strdup(box->arena, asset), uuid);
	for (i = 0; ip->kind == VALUE_LIST && i < ip->n; i++)
		lookup_put(&box->bare, port_key(box, asset, ip->list[i]),
		    uuid);
}

static bool
load_port(void *ctx, const struct record *record)
{
	struct netbox *box = ctx;
	const char *asset = record_text(record, F_interface_asset);
	const char *name = record_text(record, F_interface_name);

	if (asset != NULL && name != NULL)
		lookup_put(&box->ports, port_key(box, asset, name),
		    arena_strdup(box->arena, record->uuid));
	else if (asset != NULL && !record_has(record, F_interface_mac))
		know_bare(box, asset, record);
	return true;
}

static const struct err *
load_known(struct netbox *box)
{
	struct store *store = register_reader(box->table->session);
	struct fieldset want = { 0 }, ports = { 0 };
	const struct err *err;

	fieldset_add(&want, F_asset_name);
	fieldset_add(&want, F_asset_hostname);
	fieldset_add(&ports, F_interface_asset);
	fieldset_add(&ports, F_interface_name);
	fieldset_add(&ports, F_interface_mac);
	fieldset_add(&ports, F_interface_ip);
	err = store_each(store, ENTITY_asset, NULL, NULL, 0, &want,
	    load_asset, box);
	if (err == NULL)
		err = store_each(store, ENTITY_interface, NULL, NULL, 0,
		    &ports, load_port, box);
	return err;
}

/* The uuid of a device, or its name where it is not known by it. */
static const char *
device_ref(struct netbox *box, const char *name)
{
	const char *uuid = name == NULL ? NULL : lookup_get(&box->assets,
	    import_folded(box->arena, name));

	return uuid == NULL || *uuid == '\0' ? name : uuid;
}

static const char *
known_port(struct netbox *box, const char *device, const char *port)
{
	return device == NULL || port == NULL ? NULL : lookup_get(&box->ports,
	    port_key(box, device, port));
}

/* The only record with a value; NULL when there is none, or are several. */
static const struct err *
only_one(struct netbox *box, enum entity_id entity, size_t position,
    const char *value, const char **uuid)
{
	const struct err *err;
	const char *found[2];
	size_t n = 0;

	*uuid = NULL;
	if (value == NULL || *value == '\0')
		return NULL;
	err = store_lookup(register_reader(box->table->session), entity,
	    position, value, box->arena, found, 2, &n);
	if (err == NULL && n == 1)
		*uuid = found[0];
	return err;
}

/* --- rows as a whole -------------------------------------------------- */

/* A device without asset number is the one of that name. */
static const struct err *
finish_device(struct netbox *box, struct output *row)
{
	const char **uuid = &row->cell[0];
	const char *number = row->cell[key_at(box, "asset_no")];
	const char *name = row->cell[key_at(box, "name")];
	const struct err *err;

	if (number != NULL && *number != '\0')
		return NULL;
	err = only_one(box, ENTITY_asset, F_asset_serial,
	    row->cell[key_at(box, "serial")], uuid);
	if (err == NULL && *uuid == NULL && name != NULL) {
		*uuid = device_ref(box, name);
		if (*uuid == name)
			*uuid = NULL;
	}
	return err;
}

/* Several rows may be of one interface: its addresses are one list. */
static void
join_rows(struct netbox *box, struct output *row, const char *what)
{
	size_t before = lookup_number(&box->seen, what);
	struct output *above;
	size_t at;

	if (before == 0) {
		lookup_put_number(&box->seen, what, box->rows);
		return;
	}
	row->joined = true;
	above = &box->row[before - 1];
	for (at = 1; at < box->keys; at++) {
		const char *text = row->cell[at];

		if (text != NULL && *text != '\0' &&
		    strcmp(box->key[at], "ip") == 0)
			add(box, &above->cell[at], text, ";");
	}
}

static const struct err *
finish_interface(struct netbox *box, struct output *row)
{
	const char *device = device_ref(box, row->device);

	row->cell[key_at(box, "asset")] = device;
	row->cell[key_at(box, "name")] = row->port;
	row->cell[0] = known_port(box, device, row->port);
	if (device != NULL)
		lookup_put_number(&box->count, device,
		    lookup_number(&box->count, device) + 1);
	if (row->cell[0] == NULL && box->object == ADDRESSES && device != NULL)
		row->cell[0] = lookup_get(&box->bare, port_key(box, device,
		    row->cell[key_at(box, "ip")] == NULL ? "" :
		    row->cell[key_at(box, "ip")]));
	if (box->object != INTERFACES && device != NULL && row->port != NULL)
		join_rows(box, row, port_key(box, device, row->port));
	return NULL;
}

static const char *
cable_end(struct netbox *box, const char *device, const char *port)
{
	const char *ref = device_ref(box, device);
	const char *uuid = known_port(box, ref, port);

	return uuid != NULL ? uuid : ref;
}

static const struct err *
finish_cable(struct netbox *box, struct output *row)
{
	const char **name = &row->cell[key_at(box, "name")];

	if (*name == NULL || **name == '\0')
		*name = arena_printf(box->arena, "%s %s – %s %s",
		    row->device == NULL ? "" : row->device,
		    row->port == NULL ? "" : row->port,
		    row->device_b == NULL ? "" : row->device_b,
		    row->port_b == NULL ? "" : row->port_b);
	row->cell[key_at(box, "type")] = "lan";
	row->cell[key_at(box, "a")] = cable_end(box, row->device, row->port);
	row->cell[key_at(box, "a_port")] = row->port;
	row->cell[key_at(box, "b")] = cable_end(box, row->device_b,
	    row->port_b);
	row->cell[key_at(box, "b_port")] = row->port_b;
	return NULL;
}

/* By prefix, else by number; without a name it is called like that. */
static const struct err *
finish_network(struct netbox *box, struct output *row)
{
	const char **name = &row->cell[key_at(box, "name")];
	const char *cidr = row->cell[key_at(box, "cidr")];
	const char *vlan = row->cell[key_at(box, "vlan")];
	const struct err *err;

	err = only_one(box, ENTITY_network, F_network_cidr, cidr,
	    &row->cell[0]);
	if (err == NULL && row->cell[0] == NULL && box->object == VLANS)
		err = only_one(box, ENTITY_network, F_network_vlan, vlan,
		    &row->cell[0]);
	if (*name == NULL || **name == '\0')
		*name = cidr;
	return err;
}

static const struct err *(*const finish[OBJECTS])(struct netbox *box,
    struct output *row) = {
	[DEVICES] = finish_device, [INTERFACES] = finish_interface,
	[ADDRESSES] = finish_interface, [MACS] = finish_interface,
	[CABLES] = finish_cable, [PREFIXES] = finish_network,
	[VLANS] = finish_network,
};

static bool
is_empty(const struct csv_row *from)
{
	return from->n == 1 && *from->cell[0] == '\0';
}

static const struct err *
read_row(struct netbox *box, const struct csv_row *from)
{
	struct output *row;
	size_t i;

	if (is_empty(from))
		return NULL;
	row = &box->row[box->rows++];
	*row = (struct output){ .line = from->line };
	for (i = 0; i < from->n && i < box->columns; i++)
		if (box->rule[i] != NULL && *from->cell[i] != '\0' &&
		    strcmp(from->cell[i], "—") != 0)
			put_cell(box, row, box->rule[i], from->cell[i]);
	return finish[box->object](box, row);
}

/* The only port of a device is the one that is known by its address alone. */
static void
name_bare_ports(struct netbox *box)
{
	size_t i;

	for (i = 0; box->object == INTERFACES && i < box->rows; i++) {
		struct output *row = &box->row[i];
		const char *device = device_ref(box, row->device);

		if (row->cell[0] == NULL && device != NULL &&
		    lookup_number(&box->count, device) == 1)
			row->cell[0] = lookup_get(&box->bare, device);
	}
}

/* --- the table of ours ------------------------------------------------ */

/* A column that says nothing in any row would only empty ours. */
static bool
is_used(const struct netbox *box, size_t key)
{
	size_t i;

	for (i = 0; i < box->rows; i++)
		if (box->row[i].cell[key] != NULL &&
		    *box->row[i].cell[key] != '\0')
			return true;
	return key == 0;
}

static void
write_table(struct netbox *box, struct buf *out)
{
	struct csv_writer writer = { .out = out, .delimiter = ',' };
	bool used[KEYS];
	size_t i, k;
	long line = 2;

	for (k = 0; k < box->keys; k++) {
		used[k] = is_used(box, k);
		if (used[k])
			csv_cell(&writer, box->key[k], false);
	}
	csv_end_row(&writer);
	for (i = 0; i < box->rows; i++) {
		if (box->row[i].joined)
			continue;
		for (; line < box->row[i].line; line++)
			csv_end_row(&writer);
		for (k = 0; k < box->keys; k++)
			if (used[k])
				csv_cell(&writer, box->row[i].cell[k], false);
		csv_end_row(&writer);
		line++;
	}
}

/* Addresses have to say where they are. */
static const struct err *
check_places(const struct netbox *box)
{
	size_t i;

	for (i = 0; i < box->columns; i++)
		if (box->rule[i] != NULL && box->rule[i]->manner == PORT)
			return NULL;
	return box->object != ADDRESSES && box->object != MACS ? NULL :
	    err_new(ERR_INPUT, _("%s lists addresses without the devices and "
	    "interfaces that have them. Export it from NetBox with the columns "
	    "Parent and Interface."), box->table->plan->file);
}

static const struct err *
translate(struct netbox *box, struct csv *csv, struct buf *out)
{
	const struct err *err = check_places(box);
	struct csv_row row;
	bool more = true;

	if (err == NULL)
		err = load_known(box);
	while (err == NULL) {
		err = csv_next(csv, box->arena, &row, &more);
		if (err != NULL || !more)
			break;
		/* Rows refer to each other by number: they may move. */
		box->row = arena_grow(box->arena, box->row, &box->room,
		    box->rows + 1, sizeof(*box->row));
		err = read_row(box, &row);
	}
	if (err == NULL) {
		name_bare_ports(box);
		write_table(box, out);
	}
	return err;
}

const struct err *
import_open_csv(struct import_table *table, struct import_options *options,
    char delimiter, struct buf *bytes, struct csv **csv)
{
	struct netbox box = { .table = table, .arena = table->arena };
	const char *file = table->plan->file;
	struct csv_row head = { 0 };
	const struct err *err;
	bool more = false;

	err = csv_open(options->path, file, delimiter, csv);
	/* What cannot be read twice is not looked at twice. */
	if (err != NULL || options->entity != ENTITY_NONE ||
	    strcmp(options->path, "-") == 0)
		return err;
	err = csv_next(*csv, table->arena, &head, &more);
	box.object = err == NULL && more ? object_of(&head) : OBJECTS;
	if (box.object < OBJECTS) {
		set_rules(&box, &head);
		err = translate(&box, *csv, bytes);
		table->foreign = objects[box.object].name;
		table->as_sheet = box.object == DEVICES;
		options->entity = box.object == DEVICES ? ENTITY_NONE :
		    (int)objects[box.object].entity;
	}
	csv_close(*csv);
	*csv = NULL;
	lookup_release(&box.assets);
	lookup_release(&box.ports);
	lookup_release(&box.bare);
	lookup_release(&box.seen);
	lookup_release(&box.count);
	if (box.object == OBJECTS)
		return csv_open(options->path, file, delimiter, csv);
	if (err == NULL)
		err = csv_open_bytes(bytes->s, bytes->len, file, ',', csv);
	if (err == NULL)
		csv_count_rows(*csv);
	return err;
}
