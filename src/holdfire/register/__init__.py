"""The register: tables rebuilt from the record, for queries and pages. Only projections write them.

`commands` is the one way anything is written: it appends an entry to the record and projects it, in one
transaction. `rebuild` replays the record and compares. Dossiers, inquiry, publishing and the pages read
the models; none of them may write one.
"""
