/* SPDX-License-Identifier: ISC */
#include "tests/tools/sample.h"

#include <string.h>

struct sample_zone {
	const char *key, *kind, *title, *subtitle, *parent;
	unsigned marks;
};

struct sample_node {
	const char *key, *zone, *badge, *kind, *name, *detail;
	int count;
	unsigned marks;
};

struct sample_edge {
	const char *from, *to, *label;
	unsigned marks;
	int level;
};

static const struct sample_zone network_zones[] = {
	{ "ext", "external", "外部ネットワーク", "管理外", NULL, 0 },
	{ "dmz", "dmz", "DMZ 公開系", "203.0.113.0/28  VLAN 10", NULL, 0 },
	{ "lg", "lgwan", "LGWAN 接続系", "10.10.0.0/16  VLAN 100–149", NULL,
	    0 },
	{ "my", "mynumber", "マイナンバー利用事務系", "10.20.0.0/16", NULL,
	    MARK_CLOSED },
	{ "ot", "ot_control", "OT 浄水場制御系", "192.168.50.0/24", NULL,
	    MARK_CLOSED | MARK_NOT_COVERED },
	{ "mg", "management", "運用管理系", "10.90.0.0/24  VLAN 900", NULL,
	    0 },
};

static const struct sample_node network_nodes[] = {
	{ "inet", "ext", "NET", "internet", "インターネット", "Internet", 1,
	    0 },
	{ "cloud", "ext", "NET", "internet", "県セキュリティクラウド",
	    "Pref. security cloud", 1, 0 },
	{ "lgwan", "ext", "NET", "internet", "LGWAN / J-LIS",
	    "総合行政ネットワーク", 1, 0 },
	{ "vendor", "ext", "EXT", "supplier", "保守委託先",
	    "Vendor remote maint.", 1, 0 },
	{ "fwe", "dmz", "FW", "firewall", "外部ファイアウォール",
	    "fw-ext-01/02 (HA)  203.0.113.2", 1, 0 },
	{ "waf", "dmz", "SV", "server", "WAF / リバースプロキシ",
	    "waf-01  203.0.113.5", 1, 0 },
	{ "web", "dmz", "SV", "server", "公開Webサーバ",
	    "web-01  203.0.113.6", 1, 0 },
	{ "mx", "dmz", "SV", "server", "メール中継", "mx-01  203.0.113.7", 1,
	    0 },
	{ "vpn", "dmz", "SV", "server", "保守用VPN", "vpn-01  203.0.113.9",
	    1, 0 },
	{ "fwi", "lg", "FW", "firewall", "内部ファイアウォール",
	    "fw-int-01/02 (HA)  10.10.0.1", 1, 0 },
	{ "core", "lg", "SW", "switch", "コアL3スイッチ",
	    "core-sw-01/02  10.10.0.2", 1, 0 },
	{ "gw", "lg", "SV", "server", "グループウェア", "gw-01  10.10.1.10",
	    1, 0 },
	{ "doc", "lg", "SV", "server", "文書管理", "doc-01  10.10.1.20", 1,
	    0 },
	{ "fs", "lg", "SV", "server", "ファイルサーバ",
	    "fs-01/02  10.10.1.30", 1, 0 },
	{ "ad", "lg", "SV", "server", "認証基盤 AD", "ad-01/02  10.10.1.5",
	    1, 0 },
	{ "pcs", "lg", "PC", "client", "職員端末", "10.10.20.0/22", 320, 0 },
	{ "fwm", "my", "FW", "firewall", "基幹系ファイアウォール",
	    "fw-core-01/02 (HA)  10.20.0.1", 1, 0 },
	{ "jumin", "my", "SV", "server", "住民記録システム",
	    "jumin-01/02  10.20.1.10", 1, 0 },
	{ "tax", "my", "SV", "server", "税務システム", "tax-01  10.20.1.20",
	    1, 0 },
	{ "chu", "my", "SV", "server", "中間サーバ接続端末",
	    "cs-gw-01  10.20.1.40", 1, 0 },
	{ "db", "my", "DB", "database", "基幹データベース",
	    "db-01/02 (TDE)  10.20.2.10", 1, 0 },
	{ "mpc", "my", "PC", "client", "業務端末", "10.20.20.0/24", 64, 0 },
	{ "diode", "ot", "DD", "diode", "データダイオード",
	    "diode-01  192.168.50.1", 1, 0 },
	{ "scada", "ot", "OT", "ot", "SCADA サーバ",
	    "scada-01  192.168.50.10", 1, 0 },
	{ "hmi", "ot", "OT", "ot", "監視操作卓 HMI",
	    "hmi-01/02  192.168.50.20", 1, 0 },
	{ "plc", "ot", "OT", "ot", "PLC", "192.168.50.101–112", 12, 0 },
	{ "pi", "ot", "?", "unknown", "raspberrypi",
	    "b8:27:eb:12:34:56  192.168.50.77", 1,
	    MARK_UNAPPROVED | MARK_FINDING },
	{ "siem", "mg", "LOG", "log", "ログ管理 / SIEM",
	    "siem-01  10.90.0.10", 1, 0 },
	{ "bk", "mg", "BK", "backup", "バックアップ", "bk-01  10.90.0.20", 1,
	    0 },
};

static const struct sample_edge network_edges[] = {
	{ "inet", "fwe", "HTTPS 443 / SMTP 25", 0, 0 },
	{ "vendor", "fwe", "IPsec IKEv2", MARK_CUT, 0 },
	{ "cloud", "inet", NULL, 0, 0 },
	{ "fwe", "waf", "TLS 443", 0, 0 },
	{ "waf", "web", "HTTP 8080", MARK_PLAINTEXT, 0 },
	{ "fwe", "mx", "SMTP 25", MARK_PLAINTEXT, 0 },
	{ "fwe", "vpn", "ESP", 0, 0 },
	{ "lgwan", "fwi", "LGWAN-ASP TLS 443", MARK_CUT, 0 },
	{ "mx", "fwi", "無害化メール SMTPS 465", 0, 0 },
	{ "vpn", "fwi", "RDP 3389（申請時のみ）", MARK_MANAGEMENT, 0 },
	{ "fwi", "core", NULL, 0, 0 },
	{ "core", "gw", NULL, MARK_LINK, 0 },
	{ "core", "doc", NULL, MARK_LINK, 0 },
	{ "core", "fs", "SMB 445", 0, 0 },
	{ "core", "ad", "LDAPS 636", 0, 0 },
	{ "core", "pcs", "802.1X", 0, 0 },
	{ "fwi", "fwm", "特定通信 TLS 8443", MARK_RESTRICTED | MARK_CUT, 0 },
	{ "fwm", "jumin", NULL, 0, 0 },
	{ "fwm", "tax", NULL, 0, 0 },
	{ "fwm", "chu", "TLS 443", 0, 0 },
	{ "jumin", "db", "TDS 1433", 0, 0 },
	{ "tax", "db", "TDS 1433", 0, 0 },
	{ "fwm", "mpc", "VDI 4172", 0, 0 },
	{ "diode", "siem", "syslog 514 片方向", MARK_ONE_WAY, 0 },
	{ "scada", "diode", NULL, MARK_ONE_WAY, 0 },
	{ "hmi", "scada", "HTTPS 443", 0, 0 },
	{ "scada", "plc", "Modbus/TCP 502", MARK_PLAINTEXT, 0 },
	{ "pi", "scada", NULL, MARK_UNAPPROVED, 0 },
	{ "core", "siem", "syslog-TLS 6514", MARK_MANAGEMENT, 0 },
	{ "core", "bk", "NDMP 10000", MARK_MANAGEMENT, 0 },
};

static const struct diagram_legend network_legend[] = {
	{ "edge.encrypted", "暗号化通信（矢印は開始側から）" },
	{ "edge.plaintext", "平文または不明" },
	{ "edge.restricted", "特定通信" },
	{ "edge.management", "監視・管理" },
	{ "edge.one_way", "片方向" },
	{ "edge.unapproved", "未承認・未確認" },
	{ "chip.cut", "遮断点" },
	{ "chip.closed", "閉域申告" },
	{ "chip.not_covered", "未監視" },
	{ "kind.firewall", "境界防御" },
	{ "kind.server", "サーバ" },
	{ "kind.database", "データベース" },
	{ "kind.client", "端末" },
	{ "kind.ot", "制御機器" },
	{ "shape.group", "まとめた機器" },
	{ "shape.unapproved", "未承認の機器" },
};

static const struct sample_zone flow_zones[] = {
	{ "dmz", "dmz", "信頼境界 DMZ", NULL, NULL, 0 },
	{ "lg", "lgwan", "信頼境界 LGWAN 接続系", NULL, NULL, 0 },
	{ "my", "mynumber", "信頼境界 マイナンバー利用事務系", NULL, NULL,
	    0 },
};

static const struct sample_node flow_nodes[] = {
	{ "cit", NULL, NULL, "entity", "住民", "Citizen", 1, 0 },
	{ "hos", NULL, NULL, "entity", "市立病院", "Hospital", 1, 0 },
	{ "jlis", NULL, NULL, "entity", "J-LIS", "カード基盤", 1, 0 },
	{ "p1", "dmz", "P1", "process", "申請受付", "Web portal", 1, 0 },
	{ "p2", "dmz", "P2", "process", "本人確認", "JPKI verify", 1, 0 },
	{ "d1", "dmz", "D1", "store", "受付キュー", "web-01 /var/queue", 2,
	    0 },
	{ "p3", "lg", "P3", "process", "無害化・中継", "Sanitise", 1, 0 },
	{ "p4", "lg", "P4", "process", "審査", "Case review", 1, 0 },
	{ "d2", "lg", "D2", "store", "申請文書", "doc-01", 2, 0 },
	{ "p5", "my", "P5", "process", "資格照会", "Eligibility", 1, 0 },
	{ "p6", "my", "P6", "process", "台帳更新", "Register update", 1, 0 },
	{ "d3", "my", "D3", "store", "住民基本台帳", "db-01 (TDE)", 3, 0 },
	{ "d4", "my", "D4", "store", "福祉資格台帳", "db-02 (TDE)", 3, 0 },
	{ "ext4", NULL, NULL, "entity", "中間サーバ", "情報連携", 1, 0 },
	{ "d5", NULL, "D5", "store", "監査ログ", "siem-01", 1, 0 },
};

static const struct sample_edge flow_edges[] = {
	{ "cit", "p1", "F1 申請データ", MARK_CROSSES, 2 },
	{ "p1", "p2", "F2 電子署名", 0, 2 },
	{ "p2", "jlis", "F3 失効照会", MARK_CROSSES, 2 },
	{ "jlis", "p2", "F4 失効応答", MARK_CROSSES, 2 },
	{ "p1", "d1", "F5 申請XML", 0, 2 },
	{ "d1", "p3", "F6 申請XML", MARK_CROSSES, 2 },
	{ "p3", "d2", "F7 無害化済文書", 0, 2 },
	{ "d2", "p4", "F8 審査対象", 0, 2 },
	{ "p4", "p5", "F9 照会（個人番号）", MARK_CROSSES, 3 },
	{ "p5", "d4", "F10 資格照会", MARK_PLAINTEXT, 3 },
	{ "d4", "p5", "F11 資格情報", MARK_PLAINTEXT, 3 },
	{ "p5", "p6", "F12 判定結果", 0, 3 },
	{ "p6", "d3", "F13 更新", MARK_PLAINTEXT, 3 },
	{ "p5", "ext4", "F14 情報照会", MARK_CROSSES, 3 },
	{ "ext4", "p5", "F15 情報提供", MARK_CROSSES, 3 },
	{ "hos", "p4", "F16 診断書PDF", MARK_CROSSES | MARK_UNAPPROVED, 3 },
	{ "p4", "d5", "F17 操作ログ", 0, 1 },
	{ "p6", "d5", "F18 操作ログ", MARK_PLAINTEXT, 1 },
};

static const struct diagram_legend flow_legend[] = {
	{ "shape.entity", "外部実体" },
	{ "shape.process", "処理" },
	{ "shape.store", "データストア" },
	{ "zone.boundary", "信頼境界" },
	{ "flow.3", "機密性3" },
	{ "flow.2", "機密性2" },
	{ "flow.1", "機密性1" },
	{ "chip.plaintext", "平文または不明（破線）" },
	{ "chip.unapproved", "未承認（点線）" },
};

static int
find(const struct diagram *diagram, const char *key)
{
	return key == NULL ? -1 : diagram_find_cluster(diagram, key);
}

static void
add_zones(struct diagram *diagram, const struct sample_zone *zone, size_t n)
{
	struct diagram_cluster *c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = diagram_add_cluster(diagram);
		c->key = zone[i].key;
		c->kind = zone[i].kind;
		c->title = zone[i].title;
		c->subtitle = zone[i].subtitle;
		c->parent = find(diagram, zone[i].parent);
		c->marks = zone[i].marks;
	}
}

static enum node_shape
shape_of(const struct sample_node *node)
{
	if (strcmp(node->kind, "entity") == 0)
		return NODE_ENTITY;
	if (strcmp(node->kind, "process") == 0)
		return NODE_PROCESS;
	if (strcmp(node->kind, "store") == 0)
		return NODE_STORE;
	return node->count > 1 ? NODE_GROUP : NODE_DEVICE;
}

static void
add_nodes(struct diagram *diagram, const struct sample_node *node, size_t n)
{
	struct diagram_node *to;
	size_t i;

	for (i = 0; i < n; i++) {
		to = diagram_add_node(diagram);
		to->key = node[i].key;
		to->shape = shape_of(&node[i]);
		to->badge = node[i].badge;
		to->kind = node[i].kind;
		to->name = node[i].name;
		to->detail = node[i].detail;
		to->cluster = find(diagram, node[i].zone);
		to->marks = node[i].marks;
		if (to->shape == NODE_STORE)
			to->level = node[i].count;
		else
			to->count = node[i].count;
	}
}

static void
add_edges(struct diagram *diagram, const struct sample_edge *edge, size_t n)
{
	struct diagram_edge *to;
	size_t i;

	for (i = 0; i < n; i++) {
		to = diagram_add_edge(diagram);
		to->key = arena_printf(diagram->arena, "e%zu", i);
		to->from = diagram_find_node(diagram, edge[i].from);
		to->to = diagram_find_node(diagram, edge[i].to);
		to->label = edge[i].label;
		to->marks = edge[i].marks;
		to->level = edge[i].level;
	}
}

static void
set_title(struct diagram *diagram, const char *title, const char *number)
{
	struct diagram_title *t = &diagram->title;

	t->title = title;
	t->scope = "全体";
	t->number = number;
	t->revision = "12";
	t->date = "2026-04-01";
	t->made_by = "情報政策課";
	t->approved_by = "CISO 補佐";
	t->next_review = "2027-03-31";
	t->classification = "機密性3　取扱注意";
	t->snapshot = "2026Q1";
	t->page = "1 / 1";
}

static void
add_table(struct diagram *diagram)
{
	static const char *const heads[] = { "No", "経路", "データ", "格付",
	    "通信", "暗号化" };
	struct diagram_table *table = &diagram->table;
	const struct diagram_edge *edge;
	size_t i, columns = sizeof(heads) / sizeof(heads[0]);
	const char **cell;

	table->columns = columns;
	table->rows = diagram->edges;
	table->head = arena_calloc(diagram->arena, columns,
	    sizeof(*table->head));
	for (i = 0; i < columns; i++)
		table->head[i] = heads[i];
	table->cell = arena_calloc(diagram->arena, columns * table->rows,
	    sizeof(*table->cell));
	table->level = arena_calloc(diagram->arena, table->rows, sizeof(int));
	table->marks = arena_calloc(diagram->arena, table->rows,
	    sizeof(unsigned));
	for (i = 0; i < table->rows; i++) {
		edge = &diagram->edge[i];
		cell = &table->cell[i * columns];
		table->level[i] = edge->level;
		table->marks[i] = edge->marks;
		cell[0] = arena_printf(diagram->arena, "F%zu", i + 1);
		cell[1] = arena_printf(diagram->arena, "%s → %s",
		    diagram->node[edge->from].name,
		    diagram->node[edge->to].name);
		cell[2] = strchr(edge->label, ' ') + 1;
		cell[3] = arena_printf(diagram->arena, "%d", edge->level);
		cell[4] = "TLS 443";
		cell[5] = (edge->marks & MARK_PLAINTEXT) != 0 ? "無" : "有";
	}
}

struct diagram *
sample_network(struct arena *arena)
{
	struct diagram *d = diagram_new(arena, DIAGRAM_NETWORK);
	size_t i;

	add_zones(d, network_zones, sizeof(network_zones) /
	    sizeof(network_zones[0]));
	add_nodes(d, network_nodes, sizeof(network_nodes) /
	    sizeof(network_nodes[0]));
	add_edges(d, network_edges, sizeof(network_edges) /
	    sizeof(network_edges[0]));
	for (i = 0; i < sizeof(network_legend) / sizeof(network_legend[0]);
	    i++)
		diagram_add_legend(d, network_legend[i].style,
		    network_legend[i].text);
	set_title(d, "霧ヶ浜市 情報ネットワーク構成図", "ND-01");
	return d;
}

struct diagram *
sample_dataflow(struct arena *arena)
{
	struct diagram *d = diagram_new(arena, DIAGRAM_DATAFLOW);
	size_t i;

	add_zones(d, flow_zones, sizeof(flow_zones) / sizeof(flow_zones[0]));
	add_nodes(d, flow_nodes, sizeof(flow_nodes) / sizeof(flow_nodes[0]));
	add_edges(d, flow_edges, sizeof(flow_edges) / sizeof(flow_edges[0]));
	for (i = 0; i < sizeof(flow_legend) / sizeof(flow_legend[0]); i++)
		diagram_add_legend(d, flow_legend[i].style,
		    flow_legend[i].text);
	set_title(d, "オンライン申請 データフロー図", "DF-01");
	add_table(d);
	return d;
}
