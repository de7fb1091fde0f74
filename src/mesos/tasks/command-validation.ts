import type { CommandInfo, Environment, Secret } from '../wire/messages.js';

/** What is wrong with a command, in Mesos's words: environment variables have to have what their type says, and nothing else. */
export function validateCommand(command: CommandInfo | undefined): string | undefined {
  for (const variable of command?.environment?.variables ?? []) {
    const problem = validateVariable(variable);
    if (problem) return problem;
  }
  return undefined;
}

function validateVariable({ name, type = 'VALUE', value, secret }: Environment.Variable): string | undefined {
  const variable = `Environment variable '${name}'`;
  switch (type) {
    case 'VALUE':
      if (value === undefined) return `${variable} of type 'VALUE' must have a value set`;
      return secret && `${variable} of type 'VALUE' must not have a secret set`;
    case 'SECRET': {
      if (!secret) return `${variable} of type 'SECRET' must have a secret set`;
      if (value !== undefined) return `${variable} of type 'SECRET' must not have a value set`;
      const problem = validateSecret(secret);
      if (problem) return `${variable} specifies an invalid secret: ${problem}`;
      const hasNull = Buffer.from(secret.value?.data ?? '', 'base64').includes(0);
      return hasNull
        ? `${variable} specifies a secret containing null bytes, which is not allowed in the environment`
        : undefined;
    }
    default:
      return "Environment variable of type 'UNKNOWN' is not allowed";
  }
}

function validateSecret({ type, reference, value }: Secret): string | undefined {
  switch (type) {
    case 'REFERENCE':
      if (!reference) return "Secret of type REFERENCE must have the 'reference' field set";
      return value && `Secret '${reference.name}' of type REFERENCE must not have the 'value' field set`;
    case 'VALUE':
      if (!value) return "Secret of type VALUE must have the 'value' field set";
      return reference && "Secret of type VALUE must not have the 'reference' field set";
    default:
      return undefined;
  }
}
