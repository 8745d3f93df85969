"""Names of processes as supervisorctl and the RPC take them: `group:process`."""


def make_namespec(group_name, process_name):
    """`group:process`, or just the name when both are equal."""
    if group_name == process_name:
        return process_name
    return '%s:%s' % (group_name, process_name)


def split_namespec(namespec):
    """Group and process. The process is None for a whole group: `group:*` or `group:`."""
    group, colon, process = namespec.partition(':')
    if not colon:
        return namespec, namespec
    return group, (None if process in ('', '*') else process)
