"""The driver's own modules, in a package so that no file of the learner's has the name of one."""
