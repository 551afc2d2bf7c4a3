"""The register: tables rebuilt from the record, for queries and pages. Only projections write them.

`commands` will be the one way anything is written: an entry appended to the record and projected, in one
transaction. It waits for `store`, `instance`, `projections` and `rebuild`, which are not written yet.
Dossiers, inquiry, publishing and the pages read the models; none of them may write one.
"""
