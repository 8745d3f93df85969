/**
 * A plug-in that adds types of events: whoever deploys calls its methods, and listeners are told.
 */

/** What `supervisor.rpcinterface_factory` names. */
export function makeInterface(supervisor) {
  const teller = (type, doc) => ({
    doc,
    params: [{ name: 'version', type: 'string', doc: 'What is deployed' }],
    run: (version) => supervisor.publish(type, `version:${version}`),
  });
  return {
    begin: teller('DEPLOY_BEGUN', 'Tells listeners that a version is about to be deployed.'),
    done: teller('DEPLOY_DONE', 'Tells listeners that a version is deployed.'),
  };
}

/** Listeners may list these; DEPLOY stands for both that are below it. */
makeInterface.events = {
  DEPLOY: {},
  DEPLOY_BEGUN: { of: 'DEPLOY' },
  DEPLOY_DONE: { of: 'DEPLOY' },
};
