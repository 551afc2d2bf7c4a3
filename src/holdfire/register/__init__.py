"""The register: tables rebuilt from the record, for queries and pages. Only projections write them."""
