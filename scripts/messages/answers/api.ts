/** What requests are answered: the JSON API, XML-RPC beyond its faults, pages and probes. */
import type { Chapter } from '../answer.ts';

export const API: Chapter = {
  title: 'Requests that are refused',
  about:
    'The `detail` of a problem of the [JSON API](../reference/rest.md), the text behind a fault of [XML-RPC](../reference/rpc.md), and what the classic pages and `/readyz` show.',
  answers: [
    {
      says: [
        'there is nothing at {path}',
        '{method} is not for {path}',
        'the path cannot be decoded',
      ],
      means: '404, 405 or 400: there is no such operation, or it has another method.',
      remedy: '`GET /api/v1/openapi.json` lists all operations of this server.',
    },
    {
      says: [
        'the Content-Type of a request is application/json',
        'the body is no JSON',
        'the body is no JSON object',
      ],
      means: '415 or 400: the body cannot be read.',
      remedy:
        'Send `Content-Type: application/json` and an object: `curl -H "Content-Type: application/json" -d "{}"`.',
    },
    {
      says: [
        '{field} is missing',
        '{field} is given twice',
        '{field} must be {kind}',
        '{field} must be one of {words}',
        '{field} must be at least {number}',
        '{field} must be at most {number}',
        '{field} must have no more than {number} characters',
        '{field} must have no more than {number} items',
        'there is no field {name}; did you mean {other}?',
        'there are more than {number} patterns',
        'before and after are not given together',
        'log must be like web:stdout or group:name:stderr',
      ],
      madeOf: [
        'is missing',
        'is given twice',
        'must be {}',
        'must be one of {}',
        'must be at least {}',
        'must be at most {}',
        'must have no more than {} characters',
        'must have no more than {} items',
        'there is no field {}{}',
        '; did you mean {}?',
        'a string',
        'an integer',
        'true or false',
        'a list',
        '{} {}',
      ],
      means:
        '400: a field of the request is not as the operation has it. `field` of the problem names it.',
      remedy: '[The reference](../reference/rest.md) has the fields of each operation.',
    },
    {
      says: [
        'the request cannot be understood',
        'the request has no Content-Length',
        'the body of the request is too long',
      ],
      means: '400, 411 or 413: the request was refused before anybody looked at what it asks.',
      remedy:
        'Send HTTP/1.1 with a `Content-Length`. The bound is `request_maxbytes` of the server section, 16MB unless told.',
    },
    {
      says: ['user and password are needed'],
      means: '401: the server wants to know who asks.',
      remedy: 'Send Basic credentials (`curl -u name:password`) or `Authorization: Bearer TOKEN`.',
    },
    {
      says: [
        'requests of other sites, for other hosts, and beyond the role of a user, are not answered',
      ],
      means:
        '403: a page of another site asked (`Origin`), the name in `Host` is not one of this machine, or the user lacks the role.',
      remedy:
        'Behind a proxy, or under a name of your own, list that name in `allowed_hosts=`. For the role see `[user:x]`.',
    },
    {
      says: ['visord has failed; its log says how'],
      means: '500: a bug, of visord or of a plug-in.',
      remedy: 'The log of supervisord has the trace at this time. Report it.',
    },
    {
      says: ['FAILED: {name} has not read what it was sent before'],
      madeOf: ['{} has not read what it was sent before'],
      means: 'The standard input of the process is full: it does not read.',
      remedy: 'Send less, or mend the program. Its queue is 1 MiB.',
    },
    {
      says: ['FAILED: {name} is in an unknown process state'],
      madeOf: ['{} is in an unknown process state'],
      means: 'The process could not be signalled earlier, and nobody knows what it does.',
      remedy: 'End it by hand as root; see `unknown problem` among the programs.',
    },
    {
      says: [
        'INCORRECT_PARAMETERS: No methodName',
        'INCORRECT_PARAMETERS: Recursive system.multicall forbidden',
      ],
      madeOf: ['No methodName', 'Recursive system.multicall forbidden', 'FAILED: {}'],
      means: 'A call within `system.multicall` has no name, or is itself a multicall.',
      remedy: 'Mend the client.',
    },
    {
      says: ['NOT_PERMITTED: the main log', 'NOT_IN_WHITELIST: {group}', 'BAD_NAME: group: {name}'],
      madeOf: ['the main log', 'NOT_IN_WHITELIST: {}', 'group: {}'],
      means:
        'The user is limited to groups and the main log tells of all; or the twiddler may not change that group (`whitelist=`), or there is no such group.',
      remedy:
        'Give the user `role=` without `groups=`, or extend `whitelist=` of the `[rpcinterface:twiddler]` section.',
    },
    {
      says: ['not ready: {number} {state}', 'not ready: supervisord is in {state}'],
      madeOf: ['not ready: {}', 'supervisord is in {}'],
      means: '503 of `/readyz`: programs with `autostart=true` are not up, or supervisord ends.',
      remedy: '`supervisorctl status` names them; `status --fail-on=FATAL,BACKOFF` tells a script.',
    },
    {
      says: [
        'ERROR: Process {name}: {why}',
        'No such process named {name}',
        'unexpected rpc fault [{code}] {text}',
        'ERROR: unexpected rpc fault [{code}] {text}',
        'No process name found',
        'No file for {name}',
      ],
      madeOf: [
        'ERROR: Process {}: {}',
        'No such process named {}',
        'unexpected rpc fault [{}] {}',
        'ERROR: unexpected rpc fault [{}] {}',
        'No process name found',
        'No file for {}',
      ],
      means:
        'A button of the classic page could not do its work, or the log of a process cannot be shown.',
      remedy:
        'The [fault](#faults) says why. Reload the page if the process was renamed or removed.',
    },
  ],
};
