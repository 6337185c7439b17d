"""A new document from its text: each figure with what it may measure, for people to decide."""
