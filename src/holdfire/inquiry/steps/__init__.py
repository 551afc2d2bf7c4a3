"""The machine's moves, one file a phase: from a state, an act and its stamp to the next state.

A move refuses what is against the rules with an InquiryError of one sentence. `machine.step` calls them.
"""
