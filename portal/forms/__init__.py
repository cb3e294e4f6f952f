"""Application forms as data: what is asked, which papers belong to it, and how answers are read and checked."""
