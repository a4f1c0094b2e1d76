"""Facts and their consequences: each fact made by its real way in, each surface read as the person who reads it.

A table (``facts.py``) says for every fact and every registered surface (``surfaces.py``) what is to be seen: the cases
are generated from it. A cell that is missing fails, and so does a surface that changes where the table says it stays.
"""
