-- Notes that jobs have output.
update {schema}.jobs set has_logs = true where id = any(@ids) and not has_logs
