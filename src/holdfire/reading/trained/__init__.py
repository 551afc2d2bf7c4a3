"""The trained reader: attributions found by two small networks over hashed features of the parse.

One network says which words are cues, the other which words around a cue are its content and its
source. Pure numpy; the weights lie beside this file and `docs/reading/model.md` says what they learnt from.
"""
