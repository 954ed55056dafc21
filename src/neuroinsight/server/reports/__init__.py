"""Reports: drafts, signatures, addenda, and what is rendered of them; links to signed ones."""
