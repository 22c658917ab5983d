EXTRA_DIST += share

install-data-hook:
	$(MKDIR_P) $(DESTDIR)$(pkgdatadir)
	cp -R $(top_srcdir)/share/. $(DESTDIR)$(pkgdatadir)/
uninstall-hook:
	rm -rf $(DESTDIR)$(pkgdatadir)
