import { validateCommand } from '../tasks/command-validation.js';
import type { CheckInfo, HealthCheck } from '../wire/messages.js';

/** What a check says of time, in the order in which Mesos looks at it; a grace period is for health checks only. */
const TIMES = ['delay_seconds', 'grace_period_seconds', 'interval_seconds', 'timeout_seconds'] as const;

type Timing = { [Time in (typeof TIMES)[number]]?: number | undefined };

/** What is wrong with a health check, in Mesos's words. */
export function validateHealthCheck(check: HealthCheck | undefined): string | undefined {
  if (!check) return undefined;
  if (check.type === undefined) return "HealthCheck must specify 'type'";
  const kind = `${check.type} health check`;
  switch (check.type) {
    case 'COMMAND': {
      if (!check.command) return `Expecting 'command' to be set for ${kind}`;
      if (check.command.value === undefined)
        return `Command health check must contain ${check.command.shell ? "'shell command'" : "'executable path'"}`;
      const problem = validateCommand(check.command);
      if (problem) return `Health check's \`CommandInfo\` is invalid: ${problem}`;
      break;
    }
    case 'HTTP': {
      if (!check.http) return `Expecting 'http' to be set for ${kind}`;
      const { scheme, path } = check.http;
      if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
        return `Unsupported HTTP health check scheme: '${scheme}'`;
      if (path !== undefined && !path.startsWith('/')) return `The path '${path}' of HTTP health check must start with '/'`;
      break;
    }
    case 'TCP':
      if (!check.tcp) return `Expecting 'tcp' to be set for ${kind}`;
      break;
    default:
      return "'UNKNOWN' is not a valid health check type";
  }
  return validateTiming(check);
}

/** What is wrong with a check, in Mesos's words. */
export function validateCheck(check: CheckInfo | undefined): string | undefined {
  if (!check) return undefined;
  switch (check.type) {
    case undefined:
      return "CheckInfo must specify 'type'";
    case 'COMMAND': {
      if (!check.command) return "Expecting 'command' to be set for COMMAND check";
      const { command } = check.command;
      if (command.value === undefined)
        return `Command check must contain ${command.shell ? "'shell command'" : "'executable path'"}`;
      const problem = validateCommand(command);
      if (problem) return `Check's \`CommandInfo\` is invalid: ${problem}`;
      break;
    }
    case 'HTTP':
      if (!check.http) return "Expecting 'http' to be set for HTTP check";
      if (check.http.path !== undefined && !check.http.path.startsWith('/')) {
        return `The path '${check.http.path}' of HTTP check must start with '/'`;
      }
      break;
    case 'TCP':
      if (!check.tcp) return "Expecting 'tcp' to be set for TCP check";
      break;
    default:
      return "'UNKNOWN' is not a valid check type";
  }
  return validateTiming(check);
}

function validateTiming(timing: Timing): string | undefined {
  for (const name of TIMES) {
    if (negative(timing[name])) return `Expecting '${name}' to be non-negative`;
  }
  return undefined;
}

const negative = (seconds: number | undefined) => seconds !== undefined && seconds < 0;
