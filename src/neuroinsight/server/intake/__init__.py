"""What lies in an upload: recognized with evidence, checked by the library's own doors, each problem with its cure.

`archive` opens zips under limits, `child` reads foreign files in a process of their own, `assess` says what a person
sees and chooses. Nothing in here knows of HTTP or of the database.
"""
