"""The record: entries, tree, checkpoints, proofs, signatures and the vault. Pure: no Django, no network.

One file for each published format, named as it is. The register stores what this room makes; a copy of it
is verified by `verify` with nothing but the files and the log's public key. Nothing here is ever edited or
removed: what changes one's mind is a new entry.
"""
