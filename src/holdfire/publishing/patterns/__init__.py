"""Patterns: what many incidents say together, with what each figure does not know.

Pure arithmetic over days, places and who told of what: counts with and without duplicates, days on which a
rate changed, places with more than their surroundings, and how many incidents nobody told of. Each answer
refuses, in a sentence, what its data cannot carry. No report is not no incident: how many reports came in
stands beside every count, since a rate of telling is not a rate of firing.
"""
