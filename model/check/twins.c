/* SPDX-License-Identifier: ISC */
/*
 * Values that two devices share: serial numbers, MAC addresses, addresses in
 * one site.  One pass gathers the values, sorting brings the equal ones
 * together; what stands there once is forgotten.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "model/check/run.h"
#include "model/discovery/map.h"
#include "model/discovery/normalise.h"

struct twin {
	const char	*value;		/* what must not be there twice */
	const char	*shown;
	const char	*uuid, *asset;
	size_t		 order;
};

struct twins {
	struct check_run *run;
	enum entity_id	 entity;
	struct twin	*item;
	size_t		 n, cap;
	struct map	 site;		/* of assets, for addresses */
	struct {
		const char *uuid, *site;
	}		*asset;
	size_t		 n_asset, cap_asset;
};

static bool
is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static void
add(struct twins *twins, const char *value, const char *shown,
    const char *uuid, const char *asset)
{
	struct arena *arena = twins->run->scratch;
	struct twin *twin;

	twins->item = arena_grow(arena, twins->item, &twins->cap,
	    twins->n + 1, sizeof(*twins->item));
	twin = &twins->item[twins->n];
	*twin = (struct twin){ arena_strdup(arena, value),
	    shown == value ? NULL : arena_strdup(arena, shown),
	    arena_strdup(arena, uuid), asset == uuid ? NULL :
	    arena_strdup(arena, asset), twins->n };
	if (twin->shown == NULL)
		twin->shown = twin->value;
	if (twin->asset == NULL)
		twin->asset = twin->uuid;
	twins->n++;
}

static int
compare(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	int c = strcmp(x->value, y->value);

	if (c != 0)
		return c;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* The first of each device of a group; the number of devices. */
static size_t
devices(struct twins *twins, size_t from, size_t to, const char **out)
{
	size_t i, k, n = 0;

	(void)twins;
	for (i = from; i < to; i++) {
		for (k = 0; k < n && strcmp(out[k], twins->item[i].asset) != 0;
		    k++)
			;
		if (k == n)
			out[n++] = twins->item[i].asset;
	}
	return n;
}

static void
tell(struct twins *twins)
{
	struct buf text = { 0 };
	const char **asset;
	size_t i, k, n, first = 0;

	if (twins->n == 0)
		return;
	qsort(twins->item, twins->n, sizeof(*twins->item), compare);
	for (i = 1; i <= twins->n; i++) {
		if (i < twins->n && strcmp(twins->item[i].value,
		    twins->item[first].value) == 0)
			continue;
		asset = i - first < 2 ? NULL : arena_calloc(
		    twins->run->scratch, i - first, sizeof(*asset));
		n = asset == NULL ? 1 : devices(twins, first, i, asset);
		for (k = first; n > 1 && k < i; k++) {
			buf_clear(&text);
			buf_printf(&text, "%s: ", twins->item[k].shown);
			run_names(twins->run, asset, n, &text);
			run_hit(twins->run, twins->entity,
			    twins->item[k].uuid, buf_str(&text));
		}
		first = i;
	}
	buf_release(&text);
}

/* --- serial numbers ------------------------------------------------------ */

static bool
note_serial(void *ctx, const struct record *record)
{
	struct twins *twins = ctx;
	const char *serial = record_text(record, F_asset_serial);
	const char *maker = record_text(record, F_asset_manufacturer);
	struct buf key = { 0 };

	if (serial == NULL || identity_is_placeholder(serial))
		return true;
	if (maker != NULL)
		utf8_fold(&key, maker);
	buf_addc(&key, '\n');
	utf8_fold(&key, serial);
	add(twins, buf_str(&key), serial, record->uuid, record->uuid);
	buf_release(&key);
	return true;
}

const struct err *
check_serials(struct check_run *run)
{
	static const size_t fields[] = { F_asset_serial,
		F_asset_manufacturer };
	struct twins twins = { .run = run, .entity = ENTITY_asset };
	const struct err *err;

	err = run_each(run, ENTITY_asset, fields, 2, note_serial, &twins);
	if (err == NULL)
		tell(&twins);
	return err;
}

/* --- MAC addresses ------------------------------------------------------- */

static bool
note_mac(void *ctx, const struct record *record)
{
	const char *mac = record_text(record, F_interface_mac);
	const char *asset = record_text(record, F_interface_asset);

	if (mac == NULL || asset == NULL || is(record_text(record,
	    F_interface_mac_policy), "shared") || is(record_text(record,
	    F_interface_mac_kind), "virtual_router"))
		return true;
	add(ctx, mac, mac, record->uuid, asset);
	return true;
}

const struct err *
check_macs(struct check_run *run)
{
	static const size_t fields[] = { F_interface_mac, F_interface_asset,
		F_interface_mac_policy, F_interface_mac_kind };
	struct twins twins = { .run = run, .entity = ENTITY_interface };
	const struct err *err;

	err = run_each(run, ENTITY_interface, fields, 4, note_mac, &twins);
	if (err == NULL)
		tell(&twins);
	return err;
}

/* --- addresses ----------------------------------------------------------- */

static bool
note_site(void *ctx, const struct record *record)
{
	struct twins *twins = ctx;
	struct arena *arena = twins->run->scratch;

	twins->asset = arena_grow(arena, twins->asset, &twins->cap_asset,
	    twins->n_asset + 1, sizeof(*twins->asset));
	twins->asset[twins->n_asset].uuid = arena_strdup(arena, record->uuid);
	twins->asset[twins->n_asset].site = arena_strdup(arena,
	    record_text(record, F_asset_site));
	map_put(&twins->site, map_hash_text(&twins->site, 0, record->uuid),
	    (uint32_t)twins->n_asset++);
	return true;
}

static const char *
site_of(const struct twins *twins, const char *asset)
{
	uint64_t hash = map_hash_text(&twins->site, 0, asset);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&twins->site, hash, &slot, &at))
		if (strcmp(twins->asset[at].uuid, asset) == 0)
			return twins->asset[at].site;
	return NULL;
}

static bool
note_ip(void *ctx, const struct record *record)
{
	struct twins *twins = ctx;
	const struct value *ips = record_value(record, F_interface_ip);
	const char *asset = record_text(record, F_interface_asset), *site;
	struct buf key = { 0 };
	struct ip ip;
	size_t i;

	if (asset == NULL || ips->kind != VALUE_LIST ||
	    is(record_text(record, F_interface_ip_assign), "dhcp") ||
	    is(record_text(record, F_interface_mac_kind), "virtual_router"))
		return true;
	site = site_of(twins, asset);
	for (i = 0; i < ips->n; i++) {
		if (ip_parse(ips->list[i], &ip) && ip_is_link_local(&ip))
			continue;
		buf_clear(&key);
		buf_printf(&key, "%s %s", site != NULL ? site : "-",
		    ips->list[i]);
		add(twins, buf_str(&key), ips->list[i], record->uuid, asset);
	}
	buf_release(&key);
	return true;
}

const struct err *
check_ips(struct check_run *run)
{
	static const size_t site[] = { F_asset_site };
	static const size_t fields[] = { F_interface_ip, F_interface_asset,
		F_interface_ip_assign, F_interface_mac_kind };
	struct twins twins = { .run = run, .entity = ENTITY_interface };
	const struct err *err;

	map_init(&twins.site);
	err = run_each(run, ENTITY_asset, site, 1, note_site, &twins);
	if (err == NULL)
		err = run_each(run, ENTITY_interface, fields, 4, note_ip,
		    &twins);
	if (err == NULL)
		tell(&twins);
	map_release(&twins.site);
	return err;
}
