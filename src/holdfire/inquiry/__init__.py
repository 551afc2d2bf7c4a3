"""Inquiry: cases from an allegation to a finding each seat signs or dissents from, and the liaison log.

`machine` is pure: acts in, state out, an illegal act refused in one sentence. `commands` is the only way to
write, `projections` the only writer of the tables, `versions` what is published. Acts are entries of the
record (`holdfire.record.acts`); their words are in the vault. The pages ask; nobody else may write.
"""
