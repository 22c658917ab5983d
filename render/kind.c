/* SPDX-License-Identifier: ISC */
#include "render/kind.h"

#include <ctype.h>
#include <string.h>

#include "model/field.h"

static const struct {
	const char	*role;		/* key of asset_role */
	struct kind	 kind;
} by_role[] = {
	{ "firewall", { "firewall", "FW", false, true } },
	{ "vpn", { "firewall", "VPN", false, true } },
	{ "router", { "router", "RT", false, true } },
	{ "switch", { "switch", "SW", false, true } },
	{ "access_point", { "wireless", "AP", false, true } },
	{ "database", { "database", "DB", true, false } },
	{ "file_server", { "server", "FS", true, false } },
	{ "nas", { "server", "NAS", true, false } },
	{ "backup_server", { "backup", "BK", true, false } },
	{ "log_server", { "log", "LOG", true, false } },
	{ "historian", { "ot", "HIS", true, false } },
	{ "plc", { "ot", "PLC", false, false } },
	{ "rtu", { "ot", "RTU", false, false } },
	{ "hmi", { "ot", "HMI", false, false } },
	{ "engineering_station", { "ot", "EWS", false, false } },
	{ "jump_host", { "server", "JH", false, false } },
	{ "camera", { "client", "CAM", false, false } },
};

static const struct {
	const char	*word;		/* folded part of a role's text */
	struct kind	 kind;
} by_word[] = {
	{ "ダイオード", { "diode", "DD", false, true } },
	{ "diode", { "diode", "DD", false, true } },
	{ "WAF", { "firewall", "WAF", false, false } },
	{ "SCADA", { "ot", "OT", false, false } },
	{ "安全計装", { "ot", "SIS", false, false } },
};

static const struct {
	const char	*key;		/* of asset_kind */
	struct kind	 kind;
} by_kind[] = {
	{ "server", { "server", "SV", false, false } },
	{ "vm", { "server", "VM", false, false } },
	{ "container", { "server", "CT", false, false } },
	{ "cloud", { "external", "CL", true, false } },
	{ "client", { "client", "PC", false, false } },
	{ "mobile", { "client", "MB", false, false } },
	{ "network", { "switch", "NW", false, true } },
	{ "security", { "firewall", "FW", false, true } },
	{ "medical", { "medical", "MED", false, false } },
	{ "storage", { "server", "ST", true, false } },
	{ "printer", { "printer", "PR", false, false } },
	{ "iot", { "client", "IoT", false, false } },
	{ "ot", { "ot", "OT", false, false } },
	{ "media", { "printer", "USB", true, false } },
	{ "facility", { "printer", "FC", false, false } },
	{ NULL, { "server", "?", false, false } },
};

static const struct {
	const char	*port, *name;
} services[] = {
	{ "tcp/21", "FTP 21" }, { "tcp/22", "SSH 22" },
	{ "tcp/23", "Telnet 23" }, { "tcp/25", "SMTP 25" },
	{ "udp/53", "DNS 53" }, { "tcp/53", "DNS 53" },
	{ "tcp/80", "HTTP 80" }, { "tcp/102", "S7 102" },
	{ "udp/123", "NTP 123" }, { "udp/161", "SNMP 161" },
	{ "tcp/389", "LDAP 389" }, { "tcp/443", "HTTPS 443" },
	{ "tcp/445", "SMB 445" }, { "tcp/465", "SMTPS 465" },
	{ "udp/500", "IKE 500" }, { "udp/514", "syslog 514" },
	{ "tcp/502", "Modbus 502" }, { "tcp/636", "LDAPS 636" },
	{ "udp/1194", "OpenVPN 1194" }, { "tcp/1433", "TDS 1433" },
	{ "tcp/1521", "Oracle 1521" }, { "tcp/2575", "HL7 2575" },
	{ "tcp/3389", "RDP 3389" }, { "tcp/4172", "PCoIP 4172" },
	{ "udp/4500", "IPsec 4500" }, { "tcp/4840", "OPC UA 4840" },
	{ "tcp/5432", "PostgreSQL 5432" },
	{ "tcp/6514", "syslog-TLS 6514" }, { "tcp/8080", "HTTP 8080" },
	{ "tcp/8443", "TLS 8443" }, { "tcp/8883", "MQTT TLS 8883" },
	{ "tcp/10000", "NDMP 10000" }, { "tcp/11112", "DICOM 11112" },
};

const struct kind *
kind_of_asset(const char *kind, const char *role)
{
	const struct choice *choices, *match = NULL;
	size_t i, n = 0;

	if (role != NULL) {
		choices = choice_set("asset_role", &n);
		match = choice_match(choices, n, role);
		for (i = 0; match != NULL &&
		    i < sizeof(by_role) / sizeof(by_role[0]); i++)
			if (strcmp(by_role[i].role, match->key) == 0)
				return &by_role[i].kind;
		for (i = 0; i < sizeof(by_word) / sizeof(by_word[0]); i++)
			if (strcasestr(role, by_word[i].word) != NULL)
				return &by_word[i].kind;
	}
	for (i = 0; by_kind[i].key != NULL; i++)
		if (kind != NULL && strcmp(by_kind[i].key, kind) == 0)
			break;
	return &by_kind[i].kind;
}

void
kind_service(struct buf *out, const char *port)
{
	const char *slash = strchr(port, '/');
	size_t i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strcmp(services[i].port, port) == 0) {
			buf_add(out, services[i].name);
			return;
		}
	if (slash == NULL) {
		buf_add(out, port);
		return;
	}
	for (; port < slash; port++)
		buf_addc(out, (char)toupper((unsigned char)*port));
	buf_printf(out, " %s", slash + 1);
}
