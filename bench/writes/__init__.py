"""Writing back: planned writes into the sandbox's servers, without limits and under each tool's own."""
