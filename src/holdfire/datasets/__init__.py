"""Data sets in the register: tables received whole, their rows linked into events, counted for map and time.

Each table is one entry of the record; its bytes lie in the vault. Everything else here follows from those and
can be deleted: the rows of each table as Parquet (`tables`), and one DuckDB file (`store`) with every row's
history, the events, and their counts by H3 cell and month. `asking` is the only way the pages read it.
"""
