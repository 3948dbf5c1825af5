"""The folder on disk: schemas, loading, saving, locking. Knows files, not what calls mean."""
