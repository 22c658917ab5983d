noinst_LIBRARIES += libtui.a
libtui_a_CFLAGS = $(AM_CFLAGS) $(TUI_CFLAGS)
libtui_a_SOURCES = 
