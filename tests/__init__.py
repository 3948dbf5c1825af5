"""The tests; a package, because libraries that we use install a ``tests`` of their own."""
