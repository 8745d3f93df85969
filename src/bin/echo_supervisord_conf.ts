/** `echo_supervisord_conf`: prints a configuration to begin with, whatever its arguments are. */
import { sampleConfig } from '../config/sample.ts';

process.stdout.write(sampleConfig());
