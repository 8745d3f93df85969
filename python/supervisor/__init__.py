"""What Python programs import of Supervisor to talk to the supervisord that runs them.

It is part of visord and works with visord and with Supervisor. It has what event listeners and
RPC clients need, not the daemon: `childutils`, `xmlrpc`, `states`, `events`, and parts of `options`
and `datatypes`.
"""
