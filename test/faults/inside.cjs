/** A plug-in that says what supervisord holds: what is in use after a collection of garbage. */
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

exports.makeInterface = () => ({
  holdings() {
    collect();
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const kib = (bytes) => Math.round(bytes / 1024);
    return { heap: kib(heapUsed), external: kib(external), rss: kib(rss), timers };
  },
});
