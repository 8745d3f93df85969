/**
 * Imported before everything else: without a listener, Node would take SIGUSR1 as the wish to
 * open its debugger. The command says what happens instead.
 */
process.on('SIGUSR1', () => {});
