import { acls } from './acls.js';
import { domain } from './domain.js';
import { boolean, duration, integer, json, oneOf, text, within } from './flag-types.js';
import { flag, optional } from './flags.js';

const portNumber = within(integer, '0', '65535');

/** The flags that masters and agents have in common, with Mesos's defaults. `port` differs and is not among them. */
export const commonFlags = {
  acls: optional(acls, 'Who may do what, for the local authorizer.'),
  advertise_ip: optional(text, 'The address that others are told, where it differs from ip.'),
  advertise_port: optional(portNumber, 'The port that others are told, where it differs from port.'),
  authenticate_http_readonly: flag(boolean, 'false', 'Whether HTTP endpoints that only read ask for credentials.'),
  authenticate_http_readwrite: flag(boolean, 'false', 'Whether HTTP endpoints that change something ask for credentials.'),
  domain: optional(domain, 'The fault domain (region and zone) this process is in.'),
  external_log_file: optional(text, 'The file that the HTTP API shows as the log, where somebody else writes it.'),
  firewall_rules: optional(json, 'HTTP endpoints to be switched off.'),
  help: flag(boolean, 'false', 'Shows the flags and ends.'),
  hooks: optional(text, 'Names of hook modules, separated by commas.'),
  hostname: optional(text, 'The name under which others reach this process; its address where unset.'),
  hostname_lookup: flag(boolean, 'true', 'Whether the hostname is looked up by the address.'),
  initialize_driver_logging: flag(boolean, 'true', 'Whether scheduler and executor drivers set up logging.'),
  ip: optional(text, 'The address to listen on.'),
  ip_discovery_command: optional(text, 'A program that prints the address to listen on.'),
  log_dir: optional(text, 'The directory for log files; no files where unset.'),
  logbufsecs: flag(integer, '0', 'Seconds for which log lines are held back before they are written.'),
  logging_level: flag(oneOf('INFO', 'WARNING', 'ERROR'), 'INFO', 'The least severe log lines that are written.'),
  memory_profiling: flag(boolean, 'false', 'Whether memory use can be profiled over HTTP.'),
  modules: optional(json, 'Modules to load.'),
  modules_dir: optional(text, 'A directory of manifests of modules to load.'),
  quiet: flag(boolean, 'false', 'Whether nothing is logged to standard error.'),
  version: flag(boolean, 'false', 'Shows the version and ends.'),
  zk_session_timeout: flag(duration, '10secs', 'How long ZooKeeper waits for this process before it counts as gone.'),
} as const;

/** The port of a program, with its own default. */
export const portFlag = (initial: string) => flag(portNumber, initial, 'The port to listen on.');
