"""Claims of a report text: printed numbers that its other printed numbers check, judged.

``finder`` runs the families of patterns in turn; read it first, then ``skeleton`` and ``roles``.
"""
