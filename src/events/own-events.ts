/**
 * What we tell on the bus beside the events of Supervisor: nobody who subscribes to `EVENT`, or to
 * anything else that a configuration can name, is told of it.
 */

/** The processes of an active group, or their options, are others. The payload is its name. */
export const GROUP_UPDATED = 'VISORD_GROUP_UPDATED';

/** The configuration was read anew, or what is active has come closer to it. */
export const CONFIGURATION_READ = 'VISORD_CONFIGURATION_READ';
