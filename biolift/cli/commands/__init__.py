"""One module per command, found by looking here: ``SUMMARY``, ``configure(parser)``, ``run(args)``."""
