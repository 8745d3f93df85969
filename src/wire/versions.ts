/** The versions that clients ask for and compare, and our own. */

/** The version of Supervisor whose behaviour this is. */
export const SUPERVISOR_VERSION = '4.3.0';

/** The version of the XML-RPC interface; clients refuse to talk to another one. */
export const API_VERSION = '3.0';
