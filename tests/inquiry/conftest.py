"""Tests of the inquiry room; `casework.py` beside them works cases by hand."""
