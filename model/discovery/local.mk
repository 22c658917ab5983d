libmodel_a_SOURCES += 
