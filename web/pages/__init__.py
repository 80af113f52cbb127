"""The pages, one module each: what is asked for, read, and shown. They decide nothing that the command could not."""
