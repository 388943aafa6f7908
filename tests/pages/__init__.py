"""The pages in docs/ that are made of the program itself, and whether the others say what is true of it."""
