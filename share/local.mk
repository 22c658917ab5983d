EXTRA_DIST += share
completionsdir = $(datadir)/bash-completion/completions

install-data-hook:
	$(MKDIR_P) $(DESTDIR)$(pkgdatadir)
	cp -R $(top_srcdir)/share/. $(DESTDIR)$(pkgdatadir)/
	rm -f $(DESTDIR)$(pkgdatadir)/local.mk
	$(MKDIR_P) $(DESTDIR)$(completionsdir)
	mv $(DESTDIR)$(pkgdatadir)/completions/daicho.bash \
	    $(DESTDIR)$(completionsdir)/daicho
	rmdir $(DESTDIR)$(pkgdatadir)/completions
uninstall-hook:
	rm -rf $(DESTDIR)$(pkgdatadir)
	rm -f $(DESTDIR)$(completionsdir)/daicho
