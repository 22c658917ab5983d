/* SPDX-License-Identifier: ISC */
/*
 * Tables that people made: columns are known by their headings in English or
 * Japanese, or by a mapping of the caller's.  An address or a MAC must be
 * among them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "model/discovery/csv_table.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

enum {
	IP, MAC, NAME, SERIAL, ASSET_NO, VENDOR, VLAN, SWITCH, PORT, SEEN,
	HEADS
};

/* What a mapping calls the columns, and what they are called by habit. */
static const struct {
	const char	*key;
	table_heads	 heads;
} known[HEADS] = {
	[IP] = { "ip", "ip|ip address|ipaddr|ipv4|ipv4 address|ip addr|"
	    "IPアドレス|固定IP|IPv4アドレス" },
	[MAC] = { "mac", "mac|mac address|macaddr|hwaddr|hardware address|"
	    "physical address|MACアドレス|物理アドレス|有線MAC|"
	    "MACアドレス(有線)" },
	[NAME] = { "hostname", "hostname|host|host name|computer name|"
	    "ホスト名|コンピュータ名|PC名|端末名|name|機器名|機器名称|名称" },
	[SERIAL] = { "serial", "serial|serial number|s/n|シリアル番号|"
	    "製造番号|シリアル" },
	[ASSET_NO] = { "asset_no", "asset no|asset number|asset tag|管理番号|"
	    "資産番号|機器番号" },
	[VENDOR] = { "vendor", "vendor|maker|manufacturer|メーカー|製造者|"
	    "製造元" },
	[VLAN] = { "vlan", "vlan|vlan id|VLAN番号" },
	[SWITCH] = { "switch", "switch|switch name|スイッチ|スイッチ名|"
	    "接続スイッチ" },
	[PORT] = { "port", "port|switch port|ポート|接続ポート" },
	[SEEN] = { "seen_at", "last seen|seen at|timestamp|最終確認|"
	    "最終確認日時|最終検出日時" },
};

const char *
csv_table_key(const char *word)
{
	size_t i;

	if (strncmp(word, "interface.", 10) == 0)
		word += 10;
	if (strcmp(word, "name") == 0)
		word = "hostname";
	for (i = 0; i < HEADS; i++)
		if (strcmp(known[i].key, word) == 0)
			return known[i].key;
	return NULL;
}

void
csv_table_keys(struct buf *out)
{
	size_t i;

	for (i = 0; i < HEADS; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", known[i].key);
}

struct import_reader {
	struct table_reader	 base;
	table_heads		 heads[HEADS];
	struct buf		 own[HEADS];	/* those of a mapping first */
};

static bool
is_head(void *ctx, struct table *t)
{
	(void)ctx;
	return table_has(t, IP) || table_has(t, MAC);
}

int
csv_table_sniff(const char *head, size_t n)
{
	table_heads all[HEADS];
	size_t i;

	for (i = 0; i < HEADS; i++)
		all[i] = known[i].heads;
	return table_sniff(head, n, all, HEADS, 0, is_head) ? 40 : 0;
}

/* --- cells ---------------------------------------------------------------- */

/* Has a cell so many digits that it is no sign for nothing? */
static bool
has_digits(const char *s, const char *digits, size_t least)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += strchr(digits, *s) != NULL;
	return n >= least;
}

static void
add_ip(struct table *t, struct sighting *s, char room[SIGHTING_IPS][IP_LEN],
    const char *word)
{
	struct ip ip;

	if (s->n_ip == SIGHTING_IPS)
		return;
	if (ip_parse(word, &ip)) {
		ip_format(&ip, room[s->n_ip]);
		s->ip[s->n_ip] = room[s->n_ip];
		s->n_ip++;
	} else if (has_digits(word, "0123456789", 2) &&
	    strpbrk(word, ".:") != NULL) {
		table_warn(t, word, N_("This is no address. It was left "
		    "out."));
	}
}

/* Several addresses stand in a cell, divided by blanks or commas. */
static void
add_ips(struct table *t, struct sighting *s, char room[SIGHTING_IPS][IP_LEN])
{
	static const char dividers[] = " ,;";
	char word[IP_LEN + 8];
	const char *cell = table_cell(t, IP);
	size_t n;

	while (*cell != '\0') {
		n = strcspn(cell, dividers);
		if (n > 0 && n < sizeof(word)) {
			memcpy(word, cell, n);
			word[n] = '\0';
			word[strcspn(word, "/")] = '\0';
			add_ip(t, s, room, word);
		}
		cell += n;
		cell += strspn(cell, dividers);
	}
}

static void
add_mac(struct table *t, struct sighting *s, char mac[MAC_LEN])
{
	const char *cell = table_cell(t, MAC);

	if (table_mac(t, MAC, mac))
		s->mac = mac;
	else if (has_digits(cell, "123456789abcdefABCDEF", 4))
		table_warn(t, cell, N_("This is no MAC address of six octets. "
		    "It was left out."));
}

static void
each_row(void *ctx, struct table *t)
{
	struct import_reader *r = ctx;
	struct sighting s = { .line = t->line, .state = SIGHTING_UP };
	char text[SIGHTING_TEXT + 1], ip[SIGHTING_IPS][IP_LEN], mac[MAC_LEN];
	long vlan = strtol(table_cell(t, VLAN), NULL, 10);

	table_text(t, text);
	s.text = text;
	add_ips(t, &s, ip);
	add_mac(t, &s, mac);
	s.hostname = table_word(t, NAME);
	s.vendor = table_word(t, VENDOR);
	if (table_word(t, SERIAL) != NULL)
		s.id[s.n_id++] = (struct sighting_id){ "serial",
			table_word(t, SERIAL) };
	if (table_word(t, ASSET_NO) != NULL)
		s.id[s.n_id++] = (struct sighting_id){ "asset_no",
			table_word(t, ASSET_NO) };
	s.vlan = vlan < 1 || vlan > 4094 ? 0 : (int)vlan;
	s.switch_name = table_word(t, SWITCH);
	s.switch_port = table_word(t, PORT);
	s.seen_at = table_time(t, SEEN);
	if (s.n_ip > 0 || s.mac != NULL)
		r->base.sink.sighting(r->base.sink.ctx, &s);
	else
		table_warn(t, s.hostname, N_("No address stands in this row. "
		    "It was skipped."));
}

/* --- the mapping ---------------------------------------------------------- */

/* Adds the headings of "heading TAB key" lines to those that are known. */
static void
add_own(struct import_reader *r, const char *map)
{
	size_t n, head, i;

	for (; *map != '\0'; map += n + (map[n] == '\n')) {
		n = strcspn(map, "\n");
		head = strcspn(map, "\t\n");
		for (i = 0; i < HEADS && head < n; i++) {
			if (strlen(known[i].key) != n - head - 1 ||
			    strncmp(known[i].key, map + head + 1,
			    n - head - 1) != 0)
				continue;
			buf_addn(&r->own[i], map, head);
			buf_addc(&r->own[i], '|');
		}
	}
}

struct import_reader *
csv_table_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = table_reader_new(sizeof(*r), sink, NULL,
	    HEADS, 0, each_row);
	size_t i;

	(void)now;
	if (sink->map != NULL)
		add_own(r, sink->map);
	for (i = 0; i < HEADS; i++) {
		/* A mapping that knows a column knows it alone. */
		r->heads[i] = r->own[i].len > 0 ? buf_str(&r->own[i]) :
		    known[i].heads;
	}
	r->base.table.heads = r->heads;
	r->base.table.head = is_head;
	return r;
}

const struct err *
csv_table_end(struct import_reader *r)
{
	const struct err *err = table_finish(&r->base.table);
	size_t i;

	for (i = 0; i < HEADS; i++)
		buf_release(&r->own[i]);
	free(r);
	return err;
}
