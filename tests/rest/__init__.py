"""The generic source of JSON lists, against a small service desk that pages in every style."""
