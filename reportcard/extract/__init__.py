"""Report text in, figures and judged claims out; nothing here knows an archive or a registry."""
