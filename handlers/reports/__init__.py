"""Reports beside the conversation: counted in short units, drawn, and written to files."""
