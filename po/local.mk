# AM_GNU_GETTEXT would force recursive make, so the three tools are called
# here.  po/ja.po is kept by hand; "make po-update" brings it up to date.
po_sources = $(daicho_SOURCES) $(libbase_a_SOURCES) $(libmodel_a_SOURCES) \
	$(librender_a_SOURCES) $(libverb_a_SOURCES) $(libtui_a_SOURCES)
EXTRA_DIST += po/ja.po
mofile = po/ja/LC_MESSAGES/daicho.mo
CLEANFILES += $(mofile) po/daicho.pot

all-local: $(mofile)
$(mofile): po/ja.po
	$(AM_V_GEN)$(MKDIR_P) po/ja/LC_MESSAGES && \
	$(MSGFMT) --check-format --check-domain -o $@ $(top_srcdir)/po/ja.po

po/daicho.pot: $(po_sources)
	$(AM_V_GEN)$(MKDIR_P) po && cd $(top_srcdir) && $(XGETTEXT) -L C \
	--from-code=UTF-8 -k_ -kN_ --package-name=daicho \
	-o $(abs_top_builddir)/$@ $(po_sources)

po-update: po/daicho.pot
	$(MSGMERGE) --no-fuzzy-matching --sort-by-file -q -U \
	$(top_srcdir)/po/ja.po po/daicho.pot
.PHONY: po-update

install-data-local: $(mofile)
	$(MKDIR_P) $(DESTDIR)$(localedir)/ja/LC_MESSAGES
	$(INSTALL_DATA) $(mofile) \
	    $(DESTDIR)$(localedir)/ja/LC_MESSAGES/daicho.mo
uninstall-local:
	rm -f $(DESTDIR)$(localedir)/ja/LC_MESSAGES/daicho.mo
