/* SPDX-License-Identifier: ISC */
#include "render/svg.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

#include "base/intl.h"

/* All that Graphviz writes for us; anything else is refused. */
static const char *const elements[] = { "svg", "g", "title", "polygon",
    "polyline", "path", "ellipse", "text", "a", "defs", "linearGradient",
    "stop" };

static bool
is_known(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcmp(elements[i], name) == 0)
			return true;
	return false;
}

static bool
acts(const char *name, const char *value)
{
	/* a tooltip is text, whatever it says */
	if (strcmp(name, "xlink:title") == 0)
		return false;
	return strncmp(name, "on", 2) == 0 || strcmp(name, "href") == 0 ||
	    strcmp(name, "xlink:href") == 0 || strcmp(name, "src") == 0 ||
	    strcasestr(value, "javascript:") != NULL ||
	    (strcmp(name, "style") == 0 && strchr(value, '(') != NULL);
}

static void XMLCALL
begin(void *ctx, const XML_Char *name, const XML_Char **attribute)
{
	bool *bad = ctx;

	*bad |= !is_known(name);
	for (; attribute[0] != NULL; attribute += 2)
		*bad |= acts(attribute[0], attribute[1]);
}

const struct err *
svg_check(const char *svg, size_t n)
{
	XML_Parser parser = XML_ParserCreate("UTF-8");
	bool bad = false, whole;

	if (parser == NULL)
		return err_new(ERR_INTERNAL, _("No memory to check the SVG."));
	XML_SetUserData(parser, &bad);
	XML_SetStartElementHandler(parser, begin);
	whole = XML_Parse(parser, svg, (int)n, 1) == XML_STATUS_OK;
	XML_ParserFree(parser);
	if (!whole || bad)
		return err_new(ERR_INTERNAL, _("The SVG that was made is not "
		    "safe to hand out. Nothing was written; choose another "
		    "format, such as .png."));
	return NULL;
}
