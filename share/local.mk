EXTRA_DIST += share

install-data-hook:
	$(MKDIR_P) $(DESTDIR)$(pkgdatadir)
	cp -R $(top_srcdir)/share/. $(DESTDIR)$(pkgdatadir)/
	rm -f $(DESTDIR)$(pkgdatadir)/local.mk
uninstall-hook:
	rm -rf $(DESTDIR)$(pkgdatadir)
