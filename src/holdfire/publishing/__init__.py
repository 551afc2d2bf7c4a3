"""Publishing: what leaves the register for others to read: the report of a day or a period, and exports.

It reads the register and the dossiers and writes none of them; pages and commands may import it. Every file
names the checkpoint it was made at, and nothing in it is more than what somebody is said to say.
"""
