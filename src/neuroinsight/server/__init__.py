"""The application's server: accounts, studies, jobs, reports; it calls the library and decides no medicine.

`create_app` in `application.py` puts the parts together; `routes/` holds one file per noun, `tables.py` the rows,
`store.py` the files. Every route of a person's object takes it through `access.py`, which refuses by default.
"""
