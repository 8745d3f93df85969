"""The states of processes, of supervisord and of event listeners, with their codes on the wire."""


class ProcessStates:
    STOPPED = 0
    STARTING = 10
    RUNNING = 20
    BACKOFF = 30
    STOPPING = 40
    EXITED = 100
    FATAL = 200
    UNKNOWN = 1000


class SupervisorStates:
    FATAL = 2
    RUNNING = 1
    RESTARTING = 0
    SHUTDOWN = -1


class EventListenerStates:
    READY = 10
    BUSY = 20
    ACKNOWLEDGED = 30
    UNKNOWN = 40


# Nothing runs, and nothing will by itself.
STOPPED_STATES = (
    ProcessStates.STOPPED,
    ProcessStates.EXITED,
    ProcessStates.FATAL,
    ProcessStates.UNKNOWN,
)

# Runs, or is about to. BACKOFF has no pid.
RUNNING_STATES = (ProcessStates.RUNNING, ProcessStates.BACKOFF, ProcessStates.STARTING)

# Has a pid that a signal can be sent to.
SIGNALLABLE_STATES = (ProcessStates.RUNNING, ProcessStates.STARTING, ProcessStates.STOPPING)


def getProcessStateDescription(code):
    """The name of a state of processes; None for a code that is none."""
    return _name(ProcessStates, code)


def getSupervisorStateDescription(code):
    return _name(SupervisorStates, code)


def getEventListenerStateDescription(code):
    return _name(EventListenerStates, code)


def _name(states, code):
    for name, value in vars(states).items():
        if name.isupper() and value == code:
            return name
    return None
