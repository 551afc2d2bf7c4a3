"""The register: tables rebuilt from the record, for queries and pages. Only projections write them.

`commands` is the one way anything is written: an entry appended to the record and projected, in one
transaction. `rebuild` replays the record and must give exactly the live tables.
Dossiers, inquiry, publishing and the pages read the models; none of them may write one.
"""
