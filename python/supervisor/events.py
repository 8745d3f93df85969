"""The types of events, as classes below each other, and their names."""


class Event:
    """Any event. A type with others below it is never sent; one may subscribe to it."""


class EventTypes:
    """The class of each type, by name: `EventTypes.PROCESS_STATE_EXITED`."""

    EVENT = Event


# name on the wire, name of the class, name of the type above
_TYPES = (
    ('PROCESS_STATE', 'ProcessStateEvent', 'EVENT'),
    ('PROCESS_STATE_STARTING', 'ProcessStateStartingEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_RUNNING', 'ProcessStateRunningEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_BACKOFF', 'ProcessStateBackoffEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_STOPPING', 'ProcessStateStoppingEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_EXITED', 'ProcessStateExitedEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_STOPPED', 'ProcessStateStoppedEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_FATAL', 'ProcessStateFatalEvent', 'PROCESS_STATE'),
    ('PROCESS_STATE_UNKNOWN', 'ProcessStateUnknownEvent', 'PROCESS_STATE'),
    ('PROCESS_COMMUNICATION', 'ProcessCommunicationEvent', 'EVENT'),
    ('PROCESS_COMMUNICATION_STDOUT', 'ProcessCommunicationStdoutEvent', 'PROCESS_COMMUNICATION'),
    ('PROCESS_COMMUNICATION_STDERR', 'ProcessCommunicationStderrEvent', 'PROCESS_COMMUNICATION'),
    ('PROCESS_LOG', 'ProcessLogEvent', 'EVENT'),
    ('PROCESS_LOG_STDOUT', 'ProcessLogStdoutEvent', 'PROCESS_LOG'),
    ('PROCESS_LOG_STDERR', 'ProcessLogStderrEvent', 'PROCESS_LOG'),
    ('REMOTE_COMMUNICATION', 'RemoteCommunicationEvent', 'EVENT'),
    ('SUPERVISOR_STATE_CHANGE', 'SupervisorStateChangeEvent', 'EVENT'),
    ('SUPERVISOR_STATE_CHANGE_RUNNING', 'SupervisorRunningEvent', 'SUPERVISOR_STATE_CHANGE'),
    ('SUPERVISOR_STATE_CHANGE_STOPPING', 'SupervisorStoppingEvent', 'SUPERVISOR_STATE_CHANGE'),
    ('TICK', 'TickEvent', 'EVENT'),
    ('TICK_5', 'Tick5Event', 'TICK'),
    ('TICK_60', 'Tick60Event', 'TICK'),
    ('TICK_3600', 'Tick3600Event', 'TICK'),
    ('PROCESS_GROUP', 'ProcessGroupEvent', 'EVENT'),
    ('PROCESS_GROUP_ADDED', 'ProcessGroupAddedEvent', 'PROCESS_GROUP'),
    ('PROCESS_GROUP_REMOVED', 'ProcessGroupRemovedEvent', 'PROCESS_GROUP'),
)

for _name, _class, _above in _TYPES:
    _type = type(_class, (getattr(EventTypes, _above),), {'__module__': __name__})
    globals()[_class] = _type
    setattr(EventTypes, _name, _type)


def getEventNameByType(requested):
    """The name of the type on the wire; None for what is no type."""
    for name, found in vars(EventTypes).items():
        if found is requested:
            return name
    return None
