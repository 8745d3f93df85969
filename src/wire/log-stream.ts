/**
 * What both ends of a log that is followed know: the trailer of an answer that has ended since another
 * program takes over, and the header of the request that goes on there. Its value names a place.
 */
export const CONTINUE_HEADER = 'x-visord-continue';
