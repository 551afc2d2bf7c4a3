"""Inquiry: cases opened on incidents, their evidence and custody, requests to parties, findings, signatures
and dissents. Not built yet: nothing lives here but this word for it.

It will stand on the register and write only through entries; the publishing room and the pages will ask it.
"""
